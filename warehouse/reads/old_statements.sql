-- One row per statement of one of the entities, or of nobody known, that was reported around the span of times and has
-- some words ($keys) of the batch's; and of those that the batch's texts made before. Quotes of merged statements count
-- as those of the one they became.
with before as (
    select q.quote_id, coalesce(r.to_statement_id, q.statement_id) as statement_id
    from quotes as q
    left join statement_redirects as r on r.statement_id = q.statement_id
    where q.version_id in (select unnest(from_json_strict($version_ids, '["varchar"]')))
),
again as materialized (
    select statement_id, list(distinct quote_id order by quote_id) as quote_ids
    from before
    group by statement_id
),
-- Found by few columns first, words before speakers; the wide ones are then asked for by place, which skips all that
-- lies elsewhere. What is old may lie anywhere, and is asked for apart.
near as (
    select rowid as place, unnest(keys) as key
    from statements
    where reported_from <= $latest::timestamptz + to_days($days::integer)
    and reported_until >= $earliest::timestamptz - to_days($days::integer)
),
worded as materialized (
    select distinct place
    from near
    where key in (select unnest(from_json_strict($keys, '["ubigint"]')))
),
alike as materialized (
    select rowid as place, *
    from statements
    where rowid in (select place from worded)
    and (len(speaker_ids) = 0 or list_has_any(speaker_ids, from_json_strict($entity_ids, '["varchar"]')))
),
again_places as materialized (
    select rowid as place
    from statements
    where statement_id in (select statement_id from again) and rowid not in (select place from alike)
),
found as materialized (
    select * exclude (place) from alike
    union all by name
    select * from statements where rowid in (select place from again_places)
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
from found as s
left join again on again.statement_id = s.statement_id
left join merged on merged.to_statement_id = s.statement_id
left join event_redirects as r on r.event_id = s.event_id
where s.statement_id not in (select statement_id from statement_redirects)
order by s.first_seen_at, s.statement_id
