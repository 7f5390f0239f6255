-- One row per statement of one of the entities, or of nobody known, that was reported around the span of times and has
-- some words ($keys) of the batch's; and of those that the batch's texts made before. Quotes of merged statements count
-- as those of the one they became.
with asked as (
    select
        from_json_strict($entity_ids, '["varchar"]') as entity_ids,
        $earliest::timestamptz - to_days($days::integer) as earliest,
        $latest::timestamptz + to_days($days::integer) as latest
),
before as (
    select q.quote_id, coalesce(r.to_statement_id, q.statement_id) as statement_id
    from quotes as q
    left join statement_redirects as r on r.statement_id = q.statement_id
    where q.version_id in (select unnest(from_json_strict($version_ids, '["varchar"]')))
),
again as (
    select statement_id, list(distinct quote_id order by quote_id) as quote_ids
    from before
    group by statement_id
),
near as (
    select s.statement_id, unnest(s.keys) as key
    from statements as s
    cross join asked
    where (len(s.speaker_ids) = 0 or list_has_any(s.speaker_ids, asked.entity_ids))
    and s.reported_from <= asked.latest
    and s.reported_until >= asked.earliest
),
alike as (
    select distinct statement_id
    from near
    where key in (select unnest(from_json_strict($keys, '["ubigint"]')))
),
merged as (
    select to_statement_id, list(statement_id order by statement_id) as statement_ids
    from statement_redirects
    group by to_statement_id
)
select
    s.statement_id, s.text, s.speaker_ids, coalesce(r.to_event_id, s.event_id) as event_id, s.first_seen_at,
    coalesce(again.quote_ids, []) as quote_ids, s.reported_from, s.reported_until, s.altered_of, s.known_reason,
    coalesce(merged.statement_ids, []) as merged_ids
from statements as s
left join again on again.statement_id = s.statement_id
left join merged on merged.to_statement_id = s.statement_id
left join event_redirects as r on r.event_id = s.event_id
where s.statement_id not in (select statement_id from statement_redirects)
and (again.statement_id is not null or s.statement_id in (select statement_id from alike))
order by s.first_seen_at, s.statement_id
