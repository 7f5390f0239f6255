-- One row per change of an article that readers had seen otherwise: its text, its title, or what people say in it.
-- The newest first; $limit: rows.
select
    c.detected_at, c.change, a.title as article, o.name as outlet, c.before, c.after, a.canonical_url as url,
    c.article_id, c.from_version_id, c.to_version_id
from article_changes as c
join articles as a on a.article_id = c.article_id
left join outlets as o on o.outlet_id = a.outlet_id
order by c.detected_at desc, c.article_id, c.change desc
limit $limit::bigint
