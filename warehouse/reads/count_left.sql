-- One row: how many texts are kept and never read, being in another language.
select count(*) from article_versions where is_left
