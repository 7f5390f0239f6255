-- What became of attempts. A delivered alert stays delivered; an attempt that is on record already changes nothing.
update deliveries
set
    state = r.state,
    count_attempts = r.count_attempts,
    last_attempt_at = r.attempted_at,
    next_attempt_at = r.next_attempt_at,
    delivered_at = if(r.state = 'delivered', r.attempted_at, null),
    error = r.error,
    is_maybe_sent = coalesce(deliveries.is_maybe_sent, false) or r.is_maybe_sent
from (
    select unnest(from_json_strict($rows, '[{
        "alert_id": "varchar", "channel": "varchar", "state": "varchar", "attempted_at": "timestamptz",
        "count_attempts": "integer", "next_attempt_at": "timestamptz", "error": "varchar",
        "is_maybe_sent": "boolean"
    }]')) as r
)
where r.alert_id = deliveries.alert_id
and r.channel = deliveries.channel
and deliveries.state <> 'delivered'
and (
    deliveries.state <> r.state
    or deliveries.count_attempts <> r.count_attempts
    or deliveries.last_attempt_at is distinct from r.attempted_at
)
