-- One row per entity that is meant by an id, a figure's key, a folded name or spelling; in the order of EntityCard.
with meant as (
    select entity_id from entities where entity_id = $name::varchar
    union
    select to_entity_id from entity_redirects
    where entity_id = $name::varchar and alias_key is null and article_id is null
    union
    select entity_id from figures where figure_key = $name::varchar
    union
    select entity_id from entity_aliases
    where alias_key = $name_key::varchar or folded(alias) = folded($name::varchar)
)
select
    e.entity_id, e.name, e.type, e.first_seen_at,
    e.entity_id in (select entity_id from figures) as is_figure,
    coalesce((select list(distinct a.alias_key) from entity_aliases as a where a.entity_id = e.entity_id), []) as keys,
    (select count(distinct m.article_id) from mentions as m where m.entity_id = e.entity_id) as count_articles
from entities as e
semi join meant on meant.entity_id = e.entity_id
order by folded(e.name) = folded($name::varchar) desc, is_figure desc, count_articles desc, e.entity_id
