-- One row per thing known of an entity: its spellings with the reason for each, its judgements, its articles.
-- $entity: an id; $limit: articles.
with spelled as (
    select
        'spelling' as part, a.alias as name, a.reason, a.first_seen_at as known_at, coalesce(a.unjudged_id, a.entity_id) as id,
        null::varchar as url
    from entity_aliases as a
    where a.entity_id = $entity::varchar
),
names as (
    from entities
    where entity_id in (select unnest([entity_id, other_entity_id]) from entity_judgements)
    union all by name
    from merged_entities
),
judged as (
    select
        'judgement' as part,
        case j.judgement
            when 'merge' then coalesce(o.name, j.entity_id) || ' merged into ' || coalesce(t.name, j.other_entity_id)
            else coalesce(j.alias, '') || ' split off from ' || coalesce(o.name, j.entity_id)
        end || if(j.undone_at is null, '', ' (undone)') as name,
        coalesce(j.note, 'judged by a person') as reason, j.judged_at as known_at, j.judgement_id as id, null::varchar as url
    from entity_judgements as j
    left join names as o on o.entity_id = j.entity_id
    left join names as t on t.entity_id = j.other_entity_id
    where $entity::varchar in (j.entity_id, j.other_entity_id)
    or j.judgement_id in (select judgement_id from entity_redirects where to_entity_id = $entity::varchar)
),
called as materialized (
    select article_id, name
    from mentions
    where is_current and entity_id = $entity::varchar
),
-- Which articles these are is told by their times: what they are called is then read of these alone.
newest as materialized (
    select article_id, coalesce(published_at, first_seen_at) as known_at
    from articles
    where article_id in (select article_id from called)
    order by known_at desc, article_id
    limit $limit::bigint
),
named as (
    select
        'article' as part, coalesce(any_value(r.title), '(no title)') as name,
        string_agg(distinct c.name, ', ' order by c.name) as reason, any_value(n.known_at) as known_at,
        n.article_id as id, any_value(r.canonical_url) as url
    from newest as n
    join called as c on c.article_id = n.article_id
    join (
        from articles where article_id in (select article_id from newest)
    ) as r on r.article_id = n.article_id
    group by n.article_id
)
select part, name, reason, known_at, id, url
from (
    select 1 as place, * from spelled
    union all by name
    select 2 as place, * from judged
    union all by name
    select 3 as place, * from named
)
order by place, known_at desc, id, name
