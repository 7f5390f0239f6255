-- One row: how many current texts were last read by an extractor of another version.
select count(*) from extractions where is_current and extractor_version <> $extractor_version
