-- Spellings of figures, as they are listed; one that a person split off belongs to whom it was split off for.
insert into entity_aliases (entity_id, alias, alias_key, reason, first_seen_at, unjudged_id)
select
    coalesce(k.to_entity_id, r.entity_id), r.alias, coalesce(r.alias_key, folded(r.alias)), r.reason, $now::timestamptz,
    if(k.to_entity_id <> r.entity_id, r.entity_id, null)
from (
    select unnest(from_json_strict($rows, '[{
        "entity_id": "varchar", "alias": "varchar", "alias_key": "varchar", "reason": "varchar"
    }]')) as r
)
left join entity_redirects as k
    on k.entity_id = r.entity_id and k.article_id is null and k.alias_key = coalesce(r.alias_key, folded(r.alias))
where not exists (
    select 1 from entity_aliases as a
    where coalesce(a.unjudged_id, a.entity_id) = r.entity_id and a.alias = r.alias
)
qualify row_number() over (partition by r.entity_id, r.alias order by r.alias_key) = 1
