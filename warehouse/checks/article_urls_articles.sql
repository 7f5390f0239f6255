-- Every address belongs to an article.
select u.url, u.article_id
from article_urls as u
anti join articles as a on a.article_id = u.article_id
