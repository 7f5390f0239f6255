-- One row per statement that is credited to one of the entities, in the order of the fields of Dossier: the given ones
-- ($statement_ids), or, where these are null, all that were first seen, or reported, since then.
with asked as (
    select coalesce(r.to_statement_id, a.statement_id) as statement_id
    from (select unnest(from_json_strict($statement_ids, '["varchar"]')) as statement_id) as a
    left join statement_redirects as r on r.statement_id = a.statement_id
),
credited as (
    select statement_id, first_seen_at, known_reason, altered_of, event_id, speaker_ids
    from statements
    where list_has_any(speaker_ids, from_json_strict($entity_ids, '["varchar"]'))
    and (
        statement_id in (select statement_id from asked)
        or $statement_ids is null and (
            $since::timestamptz is null or first_seen_at >= $since::timestamptz or reported_until >= $since::timestamptz
        )
    )
),
merged as (
    select to_statement_id, list(statement_id order by statement_id) as statement_ids
    from statement_redirects
    group by to_statement_id
)
select
    c.statement_id, c.first_seen_at, c.known_reason, c.altered_of is not null as is_altered, e.event_id, e.title,
    c.speaker_ids, coalesce(m.statement_ids, []) as merged_ids
from credited as c
left join event_redirects as r on r.event_id = c.event_id
left join event_ids as e on e.event_id = coalesce(r.to_event_id, c.event_id)
left join merged as m on m.to_statement_id = c.statement_id
where c.statement_id not in (select statement_id from statement_redirects)
order by c.statement_id
