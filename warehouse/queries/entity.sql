-- One row per thing known of an entity: its spellings with the reason for each, its judgements, its articles.
-- $entity: an id; $limit: articles.
with spelled as (
    select
        'spelling' as part, a.alias as name, a.reason, a.first_seen_at as known_at, coalesce(a.unjudged_id, a.entity_id) as id,
        null::varchar as url
    from entity_aliases as a
    where a.entity_id = $entity::varchar
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
    left join (from entities union all by name from merged_entities) as o on o.entity_id = j.entity_id
    left join (from entities union all by name from merged_entities) as t on t.entity_id = j.other_entity_id
    where $entity::varchar in (j.entity_id, j.other_entity_id)
    or j.judgement_id in (select judgement_id from entity_redirects where to_entity_id = $entity::varchar)
),
named as (
    select
        'article' as part, coalesce(r.title, '(no title)') as name,
        string_agg(distinct m.name, ', ' order by m.name) as reason,
        coalesce(r.published_at, r.first_seen_at) as known_at, r.article_id as id, r.canonical_url as url
    from current_mentions as m
    join articles as r on r.article_id = m.article_id
    where m.entity_id = $entity::varchar
    group by all
    order by known_at desc, id
    limit $limit::bigint
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
