-- One row per raw record that was taken in: of a request that is still on record, or of an article's text.
select raw_file, raw_record_id from fetches where raw_file is not null
union
select raw_file, raw_record_id from article_versions where raw_file is not null
