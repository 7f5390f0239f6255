-- One row, once a heartbeat was answered: up to which good cycle.
select good_at from heartbeats where error is null
