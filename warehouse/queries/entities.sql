-- One row per entity, those of most articles first. $name: an id, a figure's key, or part of a name or spelling, or
-- null for all; $limit: rows.
with judged as (
    select unnest([entity_id, other_entity_id]) as entity_id, judgement_id
    from entity_judgements
    where undone_at is null
),
-- Which entities these are is told first: their spellings are then gathered of these alone.
asked as materialized (
    select
        e.entity_id, e.name, e.type, e.wikidata_id, coalesce(m.count_articles, 0) as count_articles,
        coalesce(s.count_statements, 0) as count_statements, e.first_seen_at, f.figure_key,
        coalesce(folded(e.name) = folded($name::varchar) or e.entity_id = $name::varchar, false) as is_exact
    from entities as e
    left join mention_totals as m on m.entity_id = e.entity_id
    left join speaker_totals as s on s.entity_id = e.entity_id
    left join figures as f on f.entity_id = e.entity_id and f.is_active
    where $name::varchar is null
    or e.entity_id = $name::varchar
    or f.figure_key = lower($name::varchar)
    or contains(folded(e.name), folded($name::varchar))
    or e.entity_id in (
        select entity_id from entity_aliases
        where $name::varchar is not null and contains(folded(alias), folded($name::varchar))
    )
    or e.entity_id in (
        select to_entity_id from entity_redirects
        where entity_id = $name::varchar and alias_key is null and article_id is null
    )
    order by is_exact desc, count_articles desc, count_statements desc, e.name, e.entity_id
    limit $limit::bigint
),
named as (
    select entity_id, list(distinct alias order by alias) as aliases
    from entity_aliases
    where entity_id in (select entity_id from asked)
    group by entity_id
)
select
    a.entity_id, a.name, a.type, a.wikidata_id, coalesce(n.aliases, []) as aliases, a.count_articles, a.count_statements,
    a.first_seen_at, a.figure_key,
    (select count(distinct j.judgement_id) from judged as j where j.entity_id = a.entity_id) as count_judgements
from asked as a
left join named as n on n.entity_id = a.entity_id
order by a.is_exact desc, a.count_articles desc, a.count_statements desc, a.name, a.entity_id
