-- Every page to be visited again is of one article that is there, and of a feed.
select v.article_id, v.url
from page_visits as v
left join articles as a on a.article_id = v.article_id
left join feeds as f on f.feed_id = v.feed_id
where a.article_id is null or f.feed_id is null or v.count_visits < 0
union all
select article_id, min(url) from page_visits group by article_id having count(*) > 1
