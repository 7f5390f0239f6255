-- One row per correction of a quote of the given articles, in the order of the fields of extractors.records.Correction.
select
    correction_id, article_id, version_id, quote_id, char_start, char_end, text, corrected_at, speaker, speaker_type,
    entity_id, before, note
from corrections
where article_id in (select unnest(from_json_strict($article_ids, '["varchar"]')))
order by corrected_at, correction_id
