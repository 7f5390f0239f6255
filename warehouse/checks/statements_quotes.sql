-- Every statement was made by a quote of an article that is there.
select s.statement_id, s.first_quote_id, s.first_article_id
from statements as s
left join articles as a on a.article_id = s.first_article_id
where a.article_id is null
