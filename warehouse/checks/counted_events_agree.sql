-- Events that are stored as those of now have the times and numbers that their articles give.
with covered as (
    select
        e.event_id, min(a.first_seen_at) as first_seen_at, max(a.first_seen_at) as last_seen_at,
        min(a.published_at) as first_published_at, max(a.published_at) as last_published_at,
        count(*) as count_articles, count(distinct a.outlet_id) as count_outlets,
        count(distinct coalesce(c.story_id, e.article_id)) as count_sources
    from event_articles as e
    join articles as a on a.article_id = e.article_id
    left join story_copies as c on c.article_id = e.article_id
    group by e.event_id
),
stored as (
    select * exclude (title, first_reported_at, last_reported_at, main_entities) from counted_events
)
select event_id
from ((from covered except from stored) union all (from stored except from covered))
where is_counted()
