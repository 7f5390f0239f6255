-- The quotes of a version by one extractor and model are those of the batch: others go, missing ones come.
-- What was read for the first time has none that could go (batch_extractions is of extractions.sql).
create or replace temp table found_quotes as
select
    r.quote_id, x.article_id, r.version_id, r.statement_id, r.kind, r.utterance, r.char_start, r.char_end, r.text, r.cue,
    r.cue_start, r.cue_end, r.via.name as via, r.via.kind as via_kind, r.confidence, r.reason, v.seen_at,
    x.extractor_version, x.model, x.extraction_number, x.is_again
from (
    select
        unnest(r.quote_id) as quote_id, unnest(r.version_id) as version_id, unnest(r.statement_id) as statement_id,
        unnest(r.kind) as kind, unnest(r.utterance) as utterance, unnest(r.char_start) as char_start,
        unnest(r.char_end) as char_end, unnest(r.text) as text, unnest(r.cue) as cue, unnest(r.cue_start) as cue_start,
        unnest(r.cue_end) as cue_end, unnest(r.via) as via, unnest(r.confidence) as confidence,
        unnest(r.reason) as reason
    from (
        select from_json_strict((select $columns), '{
            "quote_id": ["varchar"], "version_id": ["varchar"], "statement_id": ["varchar"], "kind": ["varchar"],
            "utterance": ["integer"], "char_start": ["integer"], "char_end": ["integer"], "text": ["varchar"],
            "cue": ["varchar"], "cue_start": ["integer"], "cue_end": ["integer"],
            "via": [{"name": "varchar", "kind": "varchar"}], "confidence": ["double"], "reason": ["varchar"]
        }') as r
    )
) as r
join batch_extractions as x on x.version_id = r.version_id
join (
    select version_id, seen_at
    from article_versions
    where version_id in (select version_id from batch_extractions)
) as v on v.version_id = r.version_id;

create or replace temp table stored_quotes as
select rowid as row_number, *
from quotes
where extraction_number in (select extraction_number from batch_extractions where is_again);

create or replace temp table kept_quotes as
select q.row_number, q.quote_id, q.extraction_number
from stored_quotes as q
where exists (
    select 1 from found_quotes as f
    where f.quote_id = q.quote_id
    and f.extraction_number = q.extraction_number
    and f.statement_id = q.statement_id
    and f.kind = q.kind
    and f.utterance = q.utterance
    and f.text = q.text
    and f.cue_start is not distinct from q.cue_start
    and f.cue_end is not distinct from q.cue_end
    and f.via is not distinct from q.via
    and f.via_kind is not distinct from q.via_kind
    and f.confidence = q.confidence
    and f.reason = q.reason
);

delete from quotes
where rowid in (
    select row_number from stored_quotes where row_number not in (select row_number from kept_quotes)
);

insert into quotes by name
select f.* exclude (is_again)
from found_quotes as f
where not exists (
    select 1 from kept_quotes as k
    where k.quote_id = f.quote_id and k.extraction_number = f.extraction_number
)
order by f.extraction_number, f.char_start;

drop table found_quotes;
drop table stored_quotes;
drop table kept_quotes;
