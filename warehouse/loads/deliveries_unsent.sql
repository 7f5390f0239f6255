-- That these alerts were withdrawn before they went out has been looked up.
update deliveries
set next_attempt_at = null
from (
    select unnest(from_json_strict($rows, '[{"made_id": "varchar", "channel": "varchar"}]')) as r
)
where r.made_id = deliveries.alert_id
and r.channel = deliveries.channel
and deliveries.state = 'withdrawn'
