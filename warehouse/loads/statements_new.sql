-- Statements that are new. Those that are stored are looked for among the batch's: all that are stored is too much to hold.
create or replace temp table given_statements as
select
    unnest(r.statement_id) as statement_id, unnest(r.is_new) as is_new, unnest(r.known_reason) as known_reason,
    unnest(r.altered_of) as altered_of, unnest(r.article_id) as article_id,
    unnest(r.quote_ids)[1] as first_quote_id, unnest(r.text) as text, unnest(r.kind) as kind,
    unnest(r.speaker_ids) as speaker_ids, unnest(r.event_id) as event_id, unnest(r.seen_at) as seen_at,
    unnest(r.said_at) as said_at, unnest(r.keys) as keys
from (
    select from_json_strict((select $columns), '{
        "statement_id": ["varchar"], "is_new": ["boolean"], "known_reason": ["varchar"], "altered_of": ["varchar"],
        "article_id": ["varchar"], "quote_ids": [["varchar"]], "text": ["varchar"], "kind": ["varchar"],
        "speaker_ids": [["varchar"]], "event_id": ["varchar"], "seen_at": ["timestamptz"],
        "said_at": ["timestamptz"], "keys": [["ubigint"]]
    }') as r
);

insert into statements (
    statement_id, first_quote_id, first_article_id, text, kind, speaker_ids, event_id, first_seen_at, said_at,
    known_reason, altered_of, reported_from, reported_until, keys
)
select
    g.statement_id, g.first_quote_id, g.article_id, g.text, g.kind, g.speaker_ids, coalesce(d.to_event_id, g.event_id),
    g.seen_at, g.said_at, g.known_reason, g.altered_of, coalesce(g.said_at, g.seen_at), coalesce(g.said_at, g.seen_at),
    coalesce(g.keys, [])
from given_statements as g
left join event_redirects as d on d.event_id = g.event_id
where g.statement_id not in (
    select statement_id from statements where statement_id in (select statement_id from given_statements)
)
qualify row_number() over (partition by g.statement_id order by g.is_new desc, g.seen_at, g.first_quote_id) = 1;

drop table given_statements;
