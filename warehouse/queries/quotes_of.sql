-- One row per quote of someone, the newest first, the pieces of one utterance together; count_utterances is how many
-- there are in all. $name: a figure's key, or a name or spelling of an entity, however it is capitalised; $kind: direct,
-- indirect, mixed, or null for all; $since: a time, or null for all; $limit: utterances.
with meant as (
    select entity_id from figures
    where figure_key = lower($name::varchar)
    union
    select entity_id from entity_aliases
    where alias_key = folded($name::varchar) or is_called(alias, $name::varchar)
    union
    select entity_id from entities
    where is_called(name, $name::varchar) or entity_id = $name::varchar
    union
    select to_entity_id from entity_redirects
    where entity_id = $name::varchar and alias_key is null and article_id is null
),
-- First which utterances, then all of them that is asked for.
heard as materialized (
    select extraction_number, article_id, utterance, reported_at, min(char_start) as utterance_start
    from credited_quotes
    where entity_id in (select entity_id from meant)
    and ($kind::varchar is null or kind = $kind::varchar)
    and ($since::timestamptz is null or reported_at >= $since::timestamptz)
    group by all
),
newest as materialized (
    select *, (select count(*) from heard) as count_utterances
    from heard
    order by reported_at desc, article_id, utterance_start
    limit $limit::bigint
),
spoken as (
    select c.*, n.utterance_start, n.count_utterances
    from credited_quotes as c
    join newest as n on n.extraction_number = c.extraction_number and n.utterance = c.utterance
    where $kind::varchar is null or c.kind = $kind::varchar
),
credited as (
    select
        quote_id, coalesce(list(speaker order by position) filter (name is not null), []) as speakers,
        coalesce(list(entity_id order by position) filter (name is not null), []) as speaker_ids,
        list(speaker_confidence order by position) filter (name is not null) as speaker_confidences
    from spoken
    group by quote_id
    having list_has_any(list(entity_id), (select coalesce(list(entity_id), []) from meant))
)
select
    s.reported_at, s.published_precision, s.speaker, s.kind, s.text, s.via, s.outlet, s.event, s.article, s.url,
    c.speakers, s.mention as speaker_mention, s.published_at, s.first_seen_at, s.known_reason, s.event_id,
    s.statement_id, s.quote_id, s.article_id, s.char_start, s.char_end, s.cue, s.confidence, c.speaker_ids,
    s.speaker_confidence, c.speaker_confidences, s.speaker_reason, s.utterance, s.count_utterances
from spoken as s
join credited as c on c.quote_id = s.quote_id
where s.position = 0
order by s.reported_at desc, s.article_id, s.utterance_start, s.char_start
