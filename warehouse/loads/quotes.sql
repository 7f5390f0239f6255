-- The quotes of a version by one extractor and model are those of the batch: others go, missing ones come.
create or replace temp table found_quotes as
select
    r.quote_id, x.article_id, r.version_id, r.statement_id, q.kind, q.utterance, q.start as char_start,
    q.end as char_end, q.text, q.cue, q.cue_start, q.cue_end, q.via.name as via, q.via.kind as via_kind, q.confidence,
    q.reason, v.seen_at, x.extractor_version, x.model
from (
    select r, r.quote as q
    from (
        select unnest(from_json_strict($rows, '[{
            "quote_id": "varchar", "version_id": "varchar", "statement_id": "varchar",
            "quote": {
                "start": "integer", "end": "integer", "text": "varchar", "kind": "varchar", "utterance": "integer",
                "cue": "varchar", "cue_start": "integer", "cue_end": "integer", "confidence": "double",
                "reason": "varchar", "via": {"name": "varchar", "kind": "varchar"}
            }
        }]')) as r
    )
)
join (
    select unnest(from_json_strict($extractions, '[{
        "version_id": "varchar", "article_id": "varchar", "extractor_version": "varchar", "model": "varchar"
    }]')) as x
) on x.version_id = r.version_id
join article_versions as v on v.version_id = r.version_id;

delete from quotes
where exists (
    select 1
    from (
        select unnest(from_json_strict($extractions, '[{
            "version_id": "varchar", "extractor_version": "varchar", "model": "varchar"
        }]')) as x
    )
    where x.version_id = quotes.version_id
    and x.extractor_version = quotes.extractor_version
    and x.model = quotes.model
)
and not exists (
    select 1 from found_quotes as f
    where f.quote_id = quotes.quote_id
    and f.extractor_version = quotes.extractor_version
    and f.model = quotes.model
    and f.statement_id = quotes.statement_id
    and f.kind = quotes.kind
    and f.utterance = quotes.utterance
    and f.text = quotes.text
    and f.cue_start is not distinct from quotes.cue_start
    and f.cue_end is not distinct from quotes.cue_end
    and f.via is not distinct from quotes.via
    and f.via_kind is not distinct from quotes.via_kind
    and f.confidence = quotes.confidence
    and f.reason = quotes.reason
);

insert into quotes by name
select * from found_quotes as f
where not exists (
    select 1 from quotes as q
    where q.quote_id = f.quote_id and q.extractor_version = f.extractor_version and q.model = f.model
);

drop table found_quotes;
