-- One row per entity that has one of the folded names, or is a tracked figure; with all its folded names: as it was
-- found. What people judged about entities comes after.
with spelled as (
    select coalesce(unjudged_id, entity_id) as entity_id, alias_key from entity_aliases
),
found as (
    from entities
    union all by name
    from merged_entities
),
wanted as (
    select entity_id from spelled
    where alias_key in (select unnest(from_json_strict($name_keys, '["varchar"]')))
    union
    select entity_id from figures
    where is_active
)
select e.entity_id, e.name, e.type, list(distinct a.alias_key order by a.alias_key) as alias_keys, e.wikidata_id
from found as e
semi join wanted on wanted.entity_id = e.entity_id
join spelled as a on a.entity_id = e.entity_id
where e.entity_id not in (
    select other_entity_id from entity_judgements where judgement = 'split' and undone_at is null
)
group by all
order by e.entity_id
