-- One row: how many texts wait to be enriched (see pending_texts.sql).
select count(*) from article_versions where not is_read and is_left is not true
