-- One row per enriched version: the extraction that counts, the latest.
create or replace view latest_extractions as
-- Of an article's current text it is the current one; only the few others have to be put in order.
with others as materialized (
    select version_id, extractor_version, model, extracted_at, count_mentions, count_quotes
    from extractions
    where not is_current
)
select version_id, extractor_version, model, extracted_at, count_mentions, count_quotes
from extractions
where is_current
union all
from others
where version_id not in (
    select version_id from extractions where is_current and version_id in (select version_id from others)
)
qualify row_number() over (partition by version_id order by extracted_at desc, extractor_version desc, model) = 1;
comment on view latest_extractions is 'One row per enriched version: the extraction that counts, the latest.';
