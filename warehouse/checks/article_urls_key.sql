-- An address is known once for an article, and identifies one article only, unless it was only declared.
select url, article_id, count(*) as count_rows
from article_urls
group by url, article_id
having count(*) > 1
union all
select url, min(article_id), count(distinct article_id)
from article_urls
where relation <> 'declared'
group by url
having count(distinct article_id) > 1
