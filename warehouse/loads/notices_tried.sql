-- What became of attempts. A delivered notice stays delivered; an attempt that is on record already changes nothing.
update notice_deliveries
set
    state = r.state,
    count_attempts = r.count_attempts,
    last_attempt_at = r.attempted_at,
    next_attempt_at = r.next_attempt_at,
    delivered_at = if(r.state = 'delivered', r.attempted_at, null),
    error = r.error
from (
    select unnest(from_json_strict($rows, '[{
        "alert_id": "varchar", "channel": "varchar", "state": "varchar", "attempted_at": "timestamptz",
        "count_attempts": "integer", "next_attempt_at": "timestamptz", "error": "varchar"
    }]')) as r
)
where r.alert_id = notice_deliveries.notice_id
and r.channel = notice_deliveries.channel
and notice_deliveries.state <> 'delivered'
and (
    notice_deliveries.state <> r.state
    or notice_deliveries.count_attempts <> r.count_attempts
    or notice_deliveries.last_attempt_at is distinct from r.attempted_at
)
