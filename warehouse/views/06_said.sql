-- One row per quote of an article's current text: who said what, when, about which event, and who reported it.
create or replace view said as
select
    quote_id,
    speaker,
    entity_id as speaker_id,
    kind,
    text,
    published_at,
    published_precision,
    reported_at,
    event_id,
    -- with the table's name: a macro that asks this view may have a parameter of the same name
    q.event,
    outlet,
    outlet_domain,
    via,
    via_kind,
    article,
    url,
    case when name is null then [] else [speaker] end || coalesce(other_speakers, []) as speakers,
    case when name is null then [] else [entity_id] end || coalesce(other_speaker_ids, []) as speaker_ids,
    mention as speaker_mention,
    speaker_confidence,
    speaker_reason,
    cue,
    confidence,
    utterance,
    char_start,
    char_end,
    statement_id,
    first_seen_at,
    known_reason,
    story_id,
    article_id,
    version_id,
    extractor_version,
    model
from credited_quotes as q
where position = 0;
comment on view said is 'One row per quote of an article''s current text: who said what, when, about which event, and who reported it.';
comment on column said.speaker is 'full name of the first speaker, null where the text does not say; speaker_mention has the words in the text';
comment on column said.speakers is 'full names of all speakers, in the order of the text; speaker_ids are their entities in the same order';
comment on column said.reported_at is 'when it was published, else when it was first seen; null for an import without a date, whose day nobody knows';
comment on column said.via is 'whom or what the article credits for the words: per AP News, in a statement';
comment on column said.via_kind is 'outlet, agency or medium: the first two are others'' reporting, the third is a statement, an interview, a platform';
comment on column said.first_seen_at is 'when the statement was first seen, in whichever article';
comment on column said.known_reason is 'why the statement was old news when first seen: import, first poll, old';

-- One row per current quote and speaker who is known as an entity: what counting by speaker counts.
create or replace view said_by as
select
    entity_id, speaker, speaker_type, position, quote_id, statement_id, kind, text, article_id, outlet_id, event_id,
    coalesce(story_id, article_id) as source_id, published_at, published_precision, reported_at
from credited_quotes
where speaker_type is not null;
comment on view said_by is 'One row per current quote and speaker who is known as an entity: what counting by speaker counts.';
comment on column said_by.source_id is 'the independent source: one for all copies of a story';
