-- One row per raw file that holds a page whose text waits to be enriched.
select distinct raw_file from article_versions where not is_read and raw_file is not null
