-- One row per quote that the latest extraction of one of the given versions has, with its first speaker.
with latest as materialized (
    select version_id, extraction_number
    from extractions
    where version_id in (select unnest(from_json_strict($version_ids, '["varchar"]')))
    qualify row_number() over (
        partition by version_id order by extracted_at desc, extractor_version desc, model
    ) = 1
),
spoken as (
    select quote_id, extraction_number, entity_id, name, confidence
    from quote_speakers
    where position = 0 and extraction_number in (select extraction_number from latest)
)
select
    q.version_id, q.quote_id, q.text, q.char_start, q.char_end, s.entity_id, coalesce(e.name, s.name) as speaker,
    coalesce(s.confidence, 0) as confidence
from quotes as q
join latest as l on l.extraction_number = q.extraction_number
left join spoken as s on s.quote_id = q.quote_id and s.extraction_number = q.extraction_number
left join entities as e on e.entity_id = s.entity_id
order by q.version_id, q.char_start, q.char_end
