-- One row per article of one event and quote in it, in the order of time; `is_first` where nobody reported the
-- statement before, `is_shared` where others reported it, too. $event: its id; merged ids resolve.
with timeline as (from event_timeline($event::varchar)),
shared as (
    select statement_id
    from current_quotes
    where statement_id in (select statement_id from current_quotes where quote_id in (select quote_id from timeline))
    group by statement_id
    having count(distinct article_id) > 1
),
credited as (
    select
        quote_id, list(coalesce(e.name, s.name) order by s.position) filter (where s.name is not null) as speakers,
        list(s.entity_id order by s.position) filter (where s.name is not null) as speaker_ids,
        list(s.confidence order by s.position) filter (where s.name is not null) as speaker_confidences,
        arg_min(s.mention, s.position) as speaker_mention, arg_min(s.confidence, s.position) as speaker_confidence,
        arg_min(s.reason, s.position) as speaker_reason
    from current_quote_speakers as s
    left join entities as e on e.entity_id = s.entity_id
    where s.quote_id in (select quote_id from timeline)
    group by quote_id
)
select
    t.*, q.statement_id, s.first_quote_id = t.quote_id as is_first, s.altered_of is not null as is_altered,
    q.statement_id in (from shared) as is_shared, q.utterance, coalesce(c.speakers, []) as speakers,
    coalesce(c.speaker_ids, []) as speaker_ids, coalesce(c.speaker_confidences, []) as speaker_confidences,
    c.speaker_mention, c.speaker_confidence, c.speaker_reason, q.char_start, q.char_end
from timeline as t
left join current_quotes as q on q.quote_id = t.quote_id
left join statements as s on s.statement_id = q.statement_id
left join credited as c on c.quote_id = t.quote_id
order by t.reported_at, t.article_id, q.char_start
