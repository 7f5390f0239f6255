-- The keys of the newest articles.
select keys from article_profiles order by happened_at desc, article_id limit 500
