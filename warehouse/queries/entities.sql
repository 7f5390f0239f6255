-- One row per entity, those of most articles first. $name: an id, a figure's key, or part of a name or spelling, or
-- null for all; $limit: rows.
with named as (
    select entity_id, list(distinct alias order by alias) as aliases
    from entity_aliases
    group by entity_id
),
judged as (
    select unnest([entity_id, other_entity_id]) as entity_id, judgement_id
    from entity_judgements
    where undone_at is null
)
select
    e.entity_id, e.name, e.type, e.wikidata_id, coalesce(n.aliases, []) as aliases,
    coalesce(m.count_articles, 0) as count_articles, coalesce(s.count_statements, 0) as count_statements,
    e.first_seen_at, f.figure_key,
    (select count(distinct j.judgement_id) from judged as j where j.entity_id = e.entity_id) as count_judgements
from entities as e
left join named as n on n.entity_id = e.entity_id
left join mention_totals as m on m.entity_id = e.entity_id
left join speaker_totals as s on s.entity_id = e.entity_id
left join figures as f on f.entity_id = e.entity_id and f.is_active
where $name::varchar is null
or e.entity_id = $name::varchar
or f.figure_key = lower($name::varchar)
or contains(folded(e.name), folded($name::varchar))
or list_bool_or([contains(folded(a), folded($name::varchar)) for a in coalesce(n.aliases, [])])
or e.entity_id in (
    select to_entity_id from entity_redirects
    where entity_id = $name::varchar and alias_key is null and article_id is null
)
order by
    coalesce(folded(e.name) = folded($name::varchar) or e.entity_id = $name::varchar, false) desc,
    coalesce(m.count_articles, 0) desc, coalesce(s.count_statements, 0) desc, e.name, e.entity_id
limit $limit::bigint
