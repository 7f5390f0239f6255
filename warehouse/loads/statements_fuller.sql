-- Statements keep the fullest words, and speaker and event once they are known.
update statements
set
    text = if(length(n.text) > length(statements.text), n.text, statements.text),
    speaker_ids = if(len(statements.speaker_ids) = 0, coalesce(n.speaker_ids, []), statements.speaker_ids),
    event_id = coalesce(statements.event_id, n.event_id)
from (
    select
        r.statement_id,
        arg_max(r.utterance.text, length(r.utterance.text)) as text,
        arg_max(r.utterance.speaker_ids, len(r.utterance.speaker_ids)) as speaker_ids,
        first(r.utterance.event_id) filter (r.utterance.event_id is not null) as event_id
    from (
        select unnest(from_json_strict($rows, '[{
            "statement_id": "varchar",
            "utterance": {"text": "varchar", "speaker_ids": ["varchar"], "event_id": "varchar"}
        }]')) as r
    )
    group by r.statement_id
) as n
where n.statement_id = statements.statement_id
and (
    length(n.text) > length(statements.text)
    or (len(statements.speaker_ids) = 0 and len(n.speaker_ids) > 0)
    or (statements.event_id is null and n.event_id is not null)
)
