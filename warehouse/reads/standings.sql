-- One row per statement and entity that it is credited to, in the order of the fields of Standing, behind the statement:
-- how it stands among all of that entity that came on record before it. An import that has no day is silent about when.
with his as (
    select
        s.statement_id, s.record_number, unnest(s.speaker_ids) as entity_id,
        coalesce(r.to_event_id, s.event_id) as event_id,
        if(s.known_reason = 'import' and s.said_at is null, null, least(s.reported_from, s.first_seen_at)) as said_at,
        least(s.reported_from, s.first_seen_at) as at_latest
    from statements as s
    left join event_redirects as r on r.event_id = s.event_id
    where list_has_any(s.speaker_ids, from_json_strict($entity_ids, '["varchar"]'))
    and s.statement_id not in (select statement_id from statement_redirects)
),
compared as (
    select
        statement_id, entity_id, at_latest as said_at,
        max(said_at) over (
            partition by entity_id order by record_number rows between unbounded preceding and 1 preceding
        ) as last_said_at,
        row_number() over (partition by entity_id, event_id order by record_number) = 1 as is_first_on_event
    from his
)
select statement_id, entity_id, said_at, last_said_at, is_first_on_event
from compared
where entity_id in (select unnest(from_json_strict($entity_ids, '["varchar"]')))
and statement_id in (select unnest(from_json_strict($statement_ids, '["varchar"]')))
