-- Spellings of entities that were not met before, each with the entity that people judged it to be.
insert into entity_aliases (entity_id, alias, alias_key, reason, first_seen_at, unjudged_id)
select
    coalesce(k.to_entity_id, m.to_entity_id, r.entity_id), r.alias, coalesce(r.alias_key, folded(r.alias)), r.reason,
    e.first_seen_at, if(coalesce(k.to_entity_id, m.to_entity_id) <> r.entity_id, r.entity_id, null)
from (
    select unnest(from_json_strict((select $rows), '[{
        "entity_id": "varchar", "alias": "varchar", "alias_key": "varchar", "reason": "varchar"
    }]')) as r
)
join (
    select s.entity_id, min(s.first_seen_at) as first_seen_at
    from (
        select unnest(from_json_strict((select $entities), '[{"entity_id": "varchar", "first_seen_at": "timestamptz"}]')) as s
    )
    group by s.entity_id
) as e on e.entity_id = r.entity_id
left join entity_redirects as k
    on k.entity_id = r.entity_id and k.article_id is null and k.alias_key = coalesce(r.alias_key, folded(r.alias))
left join entity_redirects as m on m.entity_id = r.entity_id and m.article_id is null and m.alias_key is null
where not exists (
    select 1 from entity_aliases as a
    where coalesce(a.unjudged_id, a.entity_id) = r.entity_id and a.alias = r.alias
)
qualify row_number() over (partition by r.entity_id, r.alias order by r.reason) = 1
