-- What the journal says became of notices is on record, as for alerts.
update notice_deliveries
set
    state = k.state,
    count_attempts = coalesce(k.count_attempts, greatest(notice_deliveries.count_attempts, 1)),
    last_attempt_at = k.settled_at,
    next_attempt_at = if(k.state = 'failed', coalesce(k.next_attempt_at, k.settled_at), null),
    delivered_at = if(k.state = 'delivered', k.settled_at, null),
    error = k.error
from (
    select r.*
    from (
        select unnest(from_json_strict($rows, '[{
            "alert_id": "varchar", "channel": "varchar", "state": "varchar", "settled_at": "timestamptz",
            "count_attempts": "integer", "next_attempt_at": "timestamptz", "error": "varchar"
        }]')) as r
    )
    qualify row_number() over (
        partition by r.alert_id, r.channel order by r.state = 'delivered' desc, r.settled_at desc
    ) = 1
) as k
where k.alert_id = notice_deliveries.notice_id
and k.channel = notice_deliveries.channel
and notice_deliveries.state in ('pending', 'failed')
