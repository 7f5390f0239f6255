-- One row per article of one event and quote in it, in the order of time; `is_first` where nobody reported the
-- statement before, `is_shared` where others reported it, too. $event: its id; merged ids resolve.
with timeline as (from event_timeline($event::varchar)),
spoken as materialized (
    select
        quote_id, position, statement_id, utterance, speaker, entity_id, name, mention, speaker_confidence, speaker_reason,
        char_start, char_end
    from credited_quotes
    where event_id = coalesce(
        (select to_event_id from event_redirects where event_id = $event::varchar), $event::varchar
    )
),
shared as (
    select statement_id
    from credited_quotes
    where position = 0 and statement_id in (select statement_id from spoken)
    group by statement_id
    having count(distinct article_id) > 1
),
credited as (
    select
        quote_id, list(speaker order by position) filter (where name is not null) as speakers,
        list(entity_id order by position) filter (where name is not null) as speaker_ids,
        list(speaker_confidence order by position) filter (where name is not null) as speaker_confidences,
        arg_min(mention, position) as speaker_mention, arg_min(speaker_confidence, position) as speaker_confidence,
        arg_min(speaker_reason, position) as speaker_reason
    from spoken
    where speaker_reason is not null
    group by quote_id
)
select
    t.*, q.statement_id, s.first_quote_id = t.quote_id as is_first, s.altered_of is not null as is_altered,
    q.statement_id in (from shared) as is_shared, q.utterance, coalesce(c.speakers, []) as speakers,
    coalesce(c.speaker_ids, []) as speaker_ids, coalesce(c.speaker_confidences, []) as speaker_confidences,
    c.speaker_mention, c.speaker_confidence, c.speaker_reason, q.char_start, q.char_end
from timeline as t
left join (from spoken where position = 0) as q on q.quote_id = t.quote_id
left join (
    select statement_id, first_quote_id, altered_of
    from statements
    where statement_id in (select statement_id from spoken)
) as s on s.statement_id = q.statement_id
left join credited as c on c.quote_id = t.quote_id
order by t.reported_at, t.article_id, q.char_start
