-- One row per quote of someone, the newest first, the pieces of one utterance together; count_utterances is how many
-- there are in all. $name: a figure's key, or a name or spelling of an entity, however it is capitalised; $kind: direct,
-- indirect, mixed, or null for all; $since: a time, or null for all; $limit: utterances.
with meant as (
    select entity_id from figures
    where figure_key = lower($name::varchar)
    union
    select entity_id from entity_aliases
    where alias_key = folded($name::varchar) or folded(alias) = folded($name::varchar)
    union
    select entity_id from entities
    where folded(name) = folded($name::varchar) or entity_id = $name::varchar
    union
    select to_entity_id from entity_redirects
    where entity_id = $name::varchar and alias_key is null and article_id is null
),
credited as (
    select
        quote_id, extractor_version, model,
        list(confidence order by position) filter (where name is not null) as speaker_confidences
    from quote_speakers
    where quote_id in (select quote_id from quote_speakers where entity_id in (select entity_id from meant))
    group by all
),
found as (
    select
        s.*, c.speaker_confidences, min(s.char_start) over (partition by s.version_id, s.utterance) as utterance_start
    from said as s
    join credited as c
        on c.quote_id = s.quote_id and c.extractor_version = s.extractor_version and c.model = s.model
    where list_has_any(s.speaker_ids, (select coalesce(list(entity_id), []) from meant))
    and ($kind::varchar is null or s.kind = $kind::varchar)
    and ($since::timestamptz is null or s.reported_at >= $since::timestamptz)
),
numbered as (
    select *, dense_rank() over (order by reported_at desc, article_id, utterance_start) as utterance_number
    from found
)
select
    reported_at, published_precision, speaker, kind, text, via, outlet, event, article, url, speakers, speaker_mention,
    published_at, first_seen_at, known_reason, event_id, statement_id, quote_id, article_id, char_start, char_end,
    cue, confidence, speaker_ids, speaker_confidence, speaker_confidences, speaker_reason, utterance,
    max(utterance_number) over () as count_utterances
from numbered
qualify utterance_number <= $limit::bigint
order by utterance_number, char_start
