-- Every article's event exists and is not merged into another one, and the article exists.
select e.article_id, e.event_id
from event_articles as e
left join event_ids as i on i.event_id = e.event_id
left join event_redirects as r on r.event_id = e.event_id
left join articles as a on a.article_id = e.article_id
where i.event_id is null or r.event_id is not null or a.article_id is null
