-- One row per quote of an article's current text: who said what, when, about which event, and who reported it.
create or replace view said as
with others as (
    -- Few quotes have more than one speaker: only these are aggregated, an ordered list for each quote is slow.
    select
        s.quote_id, s.extractor_version, s.model,
        list(coalesce(e.name, s.name) order by s.position) as names,
        list(s.entity_id order by s.position) as ids
    from quote_speakers as s
    left join entities as e on e.entity_id = s.entity_id
    where s.name is not null and s.position > 0
    group by all
)
select
    q.quote_id,
    coalesce(n.name, s.name) as speaker,
    s.entity_id as speaker_id,
    q.kind,
    q.text,
    a.published_at,
    a.published_precision,
    coalesce(a.published_at, if(a.origin = 'import', null, q.seen_at)) as reported_at,
    v.event_id,
    v.title as event,
    o.name as outlet,
    o.domain as outlet_domain,
    q.via,
    q.via_kind,
    a.title as article,
    a.canonical_url as url,
    if(s.name is null, [], [coalesce(n.name, s.name)]) || coalesce(m.names, []) as speakers,
    if(s.name is null, [], [s.entity_id]) || coalesce(m.ids, []) as speaker_ids,
    s.mention as speaker_mention,
    s.confidence as speaker_confidence,
    s.reason as speaker_reason,
    q.cue,
    q.confidence,
    q.utterance,
    q.char_start,
    q.char_end,
    q.statement_id,
    t.first_seen_at,
    t.known_reason,
    c.story_id,
    q.article_id,
    q.version_id,
    q.extractor_version,
    q.model
from current_quotes as q
join articles as a on a.article_id = q.article_id
join statements as t on t.statement_id = q.statement_id
left join quote_speakers as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model and s.position = 0
left join entities as n on n.entity_id = s.entity_id
left join others as m
    on m.quote_id = q.quote_id and m.extractor_version = q.extractor_version and m.model = q.model
left join outlets as o on o.outlet_id = a.outlet_id
left join event_articles as e on e.article_id = q.article_id
left join event_coverage as v on v.event_id = e.event_id
left join story_copies as c on c.article_id = q.article_id;
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
    s.entity_id, e.name as speaker, e.type as speaker_type, s.position, q.quote_id, q.statement_id, q.kind, q.text,
    q.article_id, a.outlet_id, v.event_id, coalesce(c.story_id, q.article_id) as source_id, a.published_at,
    a.published_precision, coalesce(a.published_at, if(a.origin = 'import', null, q.seen_at)) as reported_at
from current_quotes as q
join quote_speakers as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model
join entities as e on e.entity_id = s.entity_id
join articles as a on a.article_id = q.article_id
left join event_articles as v on v.article_id = q.article_id
left join story_copies as c on c.article_id = q.article_id;
comment on view said_by is 'One row per current quote and speaker who is known as an entity: what counting by speaker counts.';
comment on column said_by.source_id is 'the independent source: one for all copies of a story';
