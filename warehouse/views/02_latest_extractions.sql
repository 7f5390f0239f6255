-- One row per enriched version: the extraction that counts, the latest.
create or replace view latest_extractions as
select version_id, extractor_version, model, extracted_at, count_mentions, count_quotes
from extractions
qualify row_number() over (partition by version_id order by extracted_at desc, extractor_version desc, model) = 1;
comment on view latest_extractions is 'One row per enriched version: the extraction that counts, the latest.';
