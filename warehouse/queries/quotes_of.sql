-- One row per quote of someone, the newest first. $name: a figure's key, or a name or spelling of an entity, however
-- it is capitalised; $kind: direct, indirect, mixed, or null for all; $since: a time, or null for all; $limit: rows.
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
spoken as (
    select distinct quote_id
    from quote_speakers
    where entity_id in (select entity_id from meant)
)
select
    s.reported_at, s.published_precision, s.speaker, s.kind, s.text, s.via, s.outlet, s.event, s.article, s.url,
    s.speakers, s.speaker_mention, s.published_at, s.first_seen_at, s.known_reason, s.event_id, s.statement_id,
    s.quote_id, s.article_id, s.char_start, s.char_end
from said as s
semi join spoken on spoken.quote_id = s.quote_id
where true
and ($kind::varchar is null or s.kind = $kind::varchar)
and ($since::timestamptz is null or s.reported_at >= $since::timestamptz)
order by s.reported_at desc, s.article_id, s.char_start
limit $limit::bigint
