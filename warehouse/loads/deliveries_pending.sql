-- A pending delivery for each channel of an alert that has none at all yet: a channel added later gets no old alerts.
insert into deliveries (alert_id, channel, state, count_attempts, next_attempt_at)
select r.alert_id, c.channel, 'pending', 0, a.due_at
from (select distinct unnest(from_json_strict($rows, '[{"alert_id": "varchar"}]'), recursive := true) as alert_id) as r
join alerts as a on a.alert_id = r.alert_id
cross join (select distinct unnest(from_json_strict($channels, '["varchar"]')) as channel) as c
where r.alert_id not in (select alert_id from deliveries)
