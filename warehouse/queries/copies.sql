-- One row per story that several articles tell: who told it first, and how many reprinted it; the widest first.
-- $limit: rows.
with widest as materialized (
    -- Which stories these are is told first, by the copies alone.
    select story_id, original_id, max(agency) as agency, count(*) as count_articles
    from story_copies
    group by story_id, original_id
    order by count_articles desc, story_id
    limit $limit::bigint
),
told as (
    select c.story_id, c.original_id, count(distinct b.outlet_id) as count_outlets
    from story_copies as c
    join articles as b on b.article_id = c.article_id
    where c.story_id in (select story_id from widest)
    group by c.story_id, c.original_id
)
select
    a.title as original, o.name as outlet, w.agency, w.count_articles, t.count_outlets, a.canonical_url as url, w.story_id
from widest as w
join told as t on t.story_id = w.story_id and t.original_id = w.original_id
left join (
    from articles where article_id in (select original_id from widest)
) as a on a.article_id = w.original_id
left join outlets as o on o.outlet_id = a.outlet_id
order by w.count_articles desc, w.story_id
