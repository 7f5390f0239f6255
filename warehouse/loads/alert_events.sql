-- Alerts that Prefect was told, once each.
insert into alert_events (alert_id, told_at)
select alert_id, $now::timestamptz
from (select distinct unnest(from_json_strict($ids, '["varchar"]')) as alert_id)
where alert_id not in (select alert_id from alert_events)
