-- At most one row: up to which good cycle a heartbeat was sent that was answered.
select good_at from heartbeats where error is null
