-- Statements keep the fullest words, the quote that was published first, and speaker and event once they are known.
update statements
set
    text = if(length(n.text) > length(statements.text), n.text, statements.text),
    kind = if(length(n.text) > length(statements.text), n.kind, statements.kind),
    keys = if(length(n.text) > length(statements.text), n.keys, statements.keys),
    speaker_ids = if(len(statements.speaker_ids) = 0, coalesce(n.speaker_ids, []), statements.speaker_ids),
    event_id = coalesce(statements.event_id, n.event_id),
    first_quote_id = if(n.reported_from < statements.reported_from, n.first_quote_id, statements.first_quote_id),
    first_article_id = if(n.reported_from < statements.reported_from, n.first_article_id, statements.first_article_id),
    said_at = if(n.reported_from < statements.reported_from, n.said_at, statements.said_at),
    reported_from = least(n.reported_from, statements.reported_from),
    reported_until = greatest(n.reported_until, statements.reported_until)
from (
    select
        r.statement_id,
        arg_max(r.utterance.text, length(r.utterance.text)) as text,
        arg_max(r.utterance.kind, length(r.utterance.text)) as kind,
        arg_max(r.utterance.keys, length(r.utterance.text)) as keys,
        arg_max(r.utterance.speaker_ids, len(r.utterance.speaker_ids)) as speaker_ids,
        first(coalesce(r.to_event_id, r.utterance.event_id)) filter (r.utterance.event_id is not null) as event_id,
        arg_min(r.utterance.quote_ids[1], (r.reported_at, r.utterance.quote_ids[1])) as first_quote_id,
        arg_min(r.utterance.article_id, (r.reported_at, r.utterance.quote_ids[1])) as first_article_id,
        arg_min(r.utterance, (r.reported_at, r.utterance.quote_ids[1])).said_at as said_at,
        min(r.reported_at) as reported_from,
        max(r.reported_at) as reported_until
    from (
        select
            r.statement_id, r.utterance, coalesce(r.utterance.said_at, r.utterance.seen_at) as reported_at,
            d.to_event_id
        from (
            select unnest(from_json_strict($rows, '[{
                "statement_id": "varchar",
                "utterance": {
                    "article_id": "varchar", "quote_ids": ["varchar"], "text": "varchar", "kind": "varchar",
                    "speaker_ids": ["varchar"], "event_id": "varchar", "seen_at": "timestamptz",
                    "said_at": "timestamptz", "keys": ["ubigint"]
                }
            }]')) as r
        )
        left join event_redirects as d on d.event_id = r.utterance.event_id
    ) as r
    group by r.statement_id
) as n
where n.statement_id = statements.statement_id
and (
    length(n.text) > length(statements.text)
    or (len(statements.speaker_ids) = 0 and len(n.speaker_ids) > 0)
    or (statements.event_id is null and n.event_id is not null)
    or n.reported_from < statements.reported_from
    or n.reported_until > statements.reported_until
)
