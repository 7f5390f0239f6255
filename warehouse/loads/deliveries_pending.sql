-- A pending delivery for each channel of an alert that has none at all yet: a channel added later gets no old alerts.
-- A rule's own channels are those that it names; where there is none of these any more, all are, so that none is lost.
with asked as (
    select r.alert_id, any_value(r.channels) as channels
    from (
        select unnest(from_json_strict($rows, '[{"alert_id": "varchar", "channels": ["varchar"]}]')) as r
    )
    group by r.alert_id
),
there as (
    select distinct unnest(from_json_strict($channels, '["varchar"]')) as channel
),
wanted as (
    select
        a.alert_id, c.channel, list_contains(a.channels, c.channel) as is_named,
        bool_or(list_contains(a.channels, c.channel)) over (partition by a.alert_id) as is_any_named
    from asked as a
    cross join there as c
)
insert into deliveries (alert_id, channel, state, count_attempts, next_attempt_at)
select w.alert_id, w.channel, 'pending', 0, a.due_at
from wanted as w
join (
    select alert_id, due_at from alerts where alert_id in (select alert_id from asked)
) as a on a.alert_id = w.alert_id
where (w.is_named or not coalesce(w.is_any_named, false))
and w.alert_id not in (select alert_id from deliveries where alert_id in (select alert_id from asked))
