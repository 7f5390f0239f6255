-- Statements that are new.
insert into statements (
    statement_id, first_quote_id, first_article_id, text, kind, speaker_ids, event_id, first_seen_at, said_at,
    known_reason, altered_of, reported_from, reported_until, keys
)
select
    r.statement_id, r.utterance.quote_ids[1], r.utterance.article_id, r.utterance.text, r.utterance.kind,
    r.utterance.speaker_ids, r.utterance.event_id, r.utterance.seen_at, r.utterance.said_at, r.known_reason,
    r.altered_of, coalesce(r.utterance.said_at, r.utterance.seen_at), coalesce(r.utterance.said_at, r.utterance.seen_at),
    coalesce(r.utterance.keys, [])
from (
    select unnest(from_json_strict($rows, '[{
        "statement_id": "varchar", "is_new": "boolean", "known_reason": "varchar", "altered_of": "varchar",
        "utterance": {
            "article_id": "varchar", "quote_ids": ["varchar"], "text": "varchar", "kind": "varchar",
            "speaker_ids": ["varchar"], "event_id": "varchar", "seen_at": "timestamptz", "said_at": "timestamptz",
            "keys": ["ubigint"]
        }
    }]')) as r
)
where r.statement_id not in (select statement_id from statements)
qualify row_number() over (
    partition by r.statement_id order by r.is_new desc, r.utterance.seen_at, r.utterance.quote_ids[1]
) = 1
