-- One row per article.
select article_id from articles
