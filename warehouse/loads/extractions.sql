-- What was extracted from which version by what: recorded once, corrected where a repetition found another number, and
-- the latest again where another extractor had read the text in between.
-- Leaves the batch's extractions, and those that had read its texts before, for the loads of what they found.
create or replace temp table batch_extractions as
with given as (
    select distinct on (r.version_id, r.extractor_version, r.model) r.*
    from (
        select unnest(from_json_strict((select $rows), '[{
            "version_id": "varchar", "article_id": "varchar", "extractor_version": "varchar", "model": "varchar",
            "count_mentions": "integer", "count_quotes": "integer"
        }]')) as r
    )
),
stored as materialized (
    select version_id, extractor_version, model, extraction_number
    from extractions
    where version_id in (select version_id from given)
)
select
    g.*,
    coalesce(
        s.extraction_number,
        (select coalesce(max(extraction_number), 0) from extractions)
        + row_number() over (order by s.extraction_number is not null, g.version_id, g.extractor_version, g.model)
    ) as extraction_number,
    s.extraction_number is not null as is_again
from given as g
left join stored as s
    on s.version_id = g.version_id and s.extractor_version = g.extractor_version and s.model = g.model;

create or replace temp table earlier_extractions as
select extraction_number
from extractions
where version_id in (select version_id from batch_extractions);

update extractions
set count_mentions = b.count_mentions, count_quotes = b.count_quotes, extracted_at = $now::timestamptz
from batch_extractions as b
where b.is_again
and b.extraction_number = extractions.extraction_number
and (
    b.count_mentions <> extractions.count_mentions
    or b.count_quotes <> extractions.count_quotes
    -- Another one has read it meanwhile: this is the latest reading again.
    or exists (
        select 1 from extractions as later
        where later.version_id = b.version_id and later.extracted_at > extractions.extracted_at
    )
);

insert into extractions (
    version_id, extractor_version, model, extracted_at, count_mentions, count_quotes, extraction_number, article_id,
    is_current
)
select
    version_id, extractor_version, model, $now::timestamptz, count_mentions, count_quotes, extraction_number, article_id,
    false
from batch_extractions
where not is_again
order by extraction_number;

update article_versions
set is_read = true
where not is_read and version_id in (select version_id from batch_extractions);
