-- One row per story that several articles tell: who told it first, and how many reprinted it; the widest first.
-- $limit: rows.
select
    a.title as original, o.name as outlet, max(c.agency) as agency, count(*) as count_articles,
    count(distinct b.outlet_id) as count_outlets, a.canonical_url as url, c.story_id
from story_copies as c
join articles as b on b.article_id = c.article_id
left join articles as a on a.article_id = c.original_id
left join outlets as o on o.outlet_id = a.outlet_id
group by c.story_id, a.title, o.name, a.canonical_url
order by count_articles desc, c.story_id
limit $limit::bigint
