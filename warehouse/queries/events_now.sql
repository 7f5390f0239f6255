-- One row per event. Grown fastest comes first: by the independent sources of the last day of what is stored.
-- $order: growth, latest (covered last first), size (of the most independent sources first); $limit: rows.
with newest as (select max(first_seen_at) as newest_at from articles),
grown as (
    select
        e.event_id, count(*) as count_articles_day,
        count(distinct coalesce(c.story_id, e.article_id)) as count_sources_day
    from event_articles as e
    join articles as a on a.article_id = e.article_id
    cross join newest
    left join story_copies as c on c.article_id = e.article_id
    where a.first_seen_at > newest.newest_at - to_days(1)
    group by e.event_id
)
select
    v.title, v.count_articles, v.count_outlets, v.count_sources, coalesce(g.count_articles_day, 0) as count_articles_day,
    coalesce(g.count_sources_day, 0) as count_sources_day, v.main_entities, v.first_published_at, v.first_seen_at,
    v.last_seen_at, v.event_id
from events as v
left join grown as g on g.event_id = v.event_id
order by
    case $order::varchar
        when 'growth' then coalesce(g.count_sources_day, 0)
        when 'size' then v.count_sources
        else epoch(v.last_seen_at)
    end desc,
    v.last_seen_at desc, v.count_sources desc, v.event_id
limit $limit::bigint
