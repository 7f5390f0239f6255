-- What was extracted from which version by what: recorded once, corrected where a repetition found another number.
merge into extractions as e
using (
    select r.version_id, r.extractor_version, r.model, $now::timestamptz as extracted_at, r.count_mentions,
        r.count_quotes
    from (
        select unnest(from_json_strict($rows, '[{
            "version_id": "varchar", "extractor_version": "varchar", "model": "varchar", "count_mentions": "integer",
            "count_quotes": "integer"
        }]')) as r
    )
) as n
on n.version_id = e.version_id and n.extractor_version = e.extractor_version and n.model = e.model
when matched and (e.count_mentions <> n.count_mentions or e.count_quotes <> n.count_quotes)
then update set count_mentions = n.count_mentions, count_quotes = n.count_quotes, extracted_at = n.extracted_at
when not matched then insert by name;
