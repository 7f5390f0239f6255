-- The independent sources of an event are its articles less those that repeat a story of it.
with repeated as (
    select e.event_id, count(*) - count(distinct c.story_id) as count_repeated
    from event_articles as e
    join story_copies as c on c.article_id = e.article_id
    group by e.event_id
)
select v.event_id, v.count_sources, v.count_articles, r.count_repeated
from event_coverage as v
left join repeated as r on r.event_id = v.event_id
where v.count_sources <> v.count_articles - coalesce(r.count_repeated, 0)
