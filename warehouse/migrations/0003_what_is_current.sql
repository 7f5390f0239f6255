-- What counts now is stored, and kept by the loads: asking for it no longer joins the largest tables of history with each
-- other, and a batch finds the rows it has to touch without reading all that is stored.
--
-- An extraction has a number, given in the order of loading. Rows of one extraction lie together, so that DuckDB skips
-- all others by it; the ids, being hashes, lie anywhere.

alter table article_versions add column is_read boolean default false;
comment on column article_versions.is_read is 'false while it waits to be read: never enriched, or its article''s current text again';
update article_versions
set is_read = true
where version_id in (select version_id from extractions)
and version_id not in (
    select a.current_version_id
    from articles as a
    left join article_profiles as p on p.article_id = a.article_id
    where p.version_id is distinct from a.current_version_id
);

alter table extractions add column extraction_number bigint;
alter table extractions add column article_id varchar;
alter table extractions add column is_current boolean default false;
comment on column extractions.extraction_number is 'in the order of loading; its mentions, quotes and speakers have it, too';
comment on column extractions.is_current is 'the latest extraction of its article''s current text';
create temp table numbered as
select
    e.version_id, e.extractor_version, e.model, v.article_id,
    row_number() over (order by e.extracted_at, v.seen_at, e.version_id, e.extractor_version, e.model) as extraction_number,
    coalesce(a.current_version_id = e.version_id, false)
    and row_number() over (
        partition by e.version_id order by e.extracted_at desc, e.extractor_version desc, e.model
    ) = 1 as is_current
from extractions as e
join article_versions as v on v.version_id = e.version_id
join articles as a on a.article_id = v.article_id;
update extractions
set extraction_number = n.extraction_number, article_id = n.article_id, is_current = n.is_current
from numbered as n
where n.version_id = extractions.version_id
and n.extractor_version = extractions.extractor_version
and n.model = extractions.model;

alter table mentions add column extraction_number bigint;
alter table mentions add column is_current boolean default false;
comment on column mentions.is_current is 'of the latest extraction of its article''s current text';
update mentions
set extraction_number = n.extraction_number, is_current = n.is_current
from numbered as n
where n.version_id = mentions.version_id
and n.extractor_version = mentions.extractor_version
and n.model = mentions.model;

alter table quotes add column extraction_number bigint;
update quotes
set extraction_number = n.extraction_number
from numbered as n
where n.version_id = quotes.version_id
and n.extractor_version = quotes.extractor_version
and n.model = quotes.model;

alter table quote_speakers add column extraction_number bigint;
update quote_speakers
set extraction_number = q.extraction_number
from quotes as q
where q.quote_id = quote_speakers.quote_id
and q.extractor_version = quote_speakers.extractor_version
and q.model = quote_speakers.model;
drop table numbered;

-- One row per quote of an article's current text and speaker credited with it; a quote nobody is named for has one row.
create table credited_quotes (
    quote_id varchar not null,
    position integer not null,
    entity_id varchar,
    speaker varchar,
    speaker_type varchar,
    name varchar,
    mention varchar,
    mention_start integer,
    mention_end integer,
    speaker_confidence double,
    speaker_reason varchar,
    unjudged_id varchar,
    other_speakers varchar[],
    other_speaker_ids varchar[],
    statement_id varchar not null,
    first_seen_at timestamptz not null,
    known_reason varchar,
    kind varchar not null,
    utterance integer not null,
    char_start integer not null,
    char_end integer not null,
    text varchar not null,
    cue varchar,
    cue_start integer,
    cue_end integer,
    via varchar,
    via_kind varchar,
    confidence double not null,
    reason varchar not null,
    seen_at timestamptz not null,
    extractor_version varchar not null,
    model varchar not null,
    extraction_number bigint not null,
    article_id varchar not null,
    version_id varchar not null,
    article varchar,
    url varchar,
    outlet_id varchar,
    outlet varchar,
    outlet_domain varchar,
    published_at timestamptz,
    published_precision varchar not null,
    reported_at timestamptz,
    event_id varchar,
    event varchar,
    story_id varchar
);
comment on table credited_quotes is 'One row per quote of an article''s current text and speaker credited with it, all that is known of both beside it; a quote nobody is named for has one row. Kept by the loads: said, said_by, current_quotes and current_quote_speakers are read from it.';
comment on column credited_quotes.position is 'of the speaker, in the order of the text; 0 is in every quote';
comment on column credited_quotes.speaker is 'full name of the entity, else as the article has it';
comment on column credited_quotes.name is 'as resolved within the article';
comment on column credited_quotes.other_speakers is 'with the first speaker: the others, where there are any; else null';
comment on column credited_quotes.statement_id is 'resolved: what a merged statement became';
comment on column credited_quotes.article is 'the article''s title';
comment on column credited_quotes.event is 'the event''s title';
comment on column credited_quotes.reported_at is 'when it was published, else when it was first seen; null for an import without a date';

insert into credited_quotes by name
with others as (
    select
        s.extraction_number, s.quote_id,
        list(coalesce(e.name, s.name) order by s.position) as other_speakers,
        list(s.entity_id order by s.position) as other_speaker_ids
    from quote_speakers as s
    left join entities as e on e.entity_id = s.entity_id
    where s.name is not null and s.position > 0
    group by all
)
select
    q.quote_id, coalesce(s.position, 0) as position, s.entity_id, coalesce(n.name, s.name) as speaker,
    n.type as speaker_type, s.name, s.mention, s.mention_start, s.mention_end, s.confidence as speaker_confidence,
    s.reason as speaker_reason, s.unjudged_id, if(s.position = 0, m.other_speakers, null) as other_speakers,
    if(s.position = 0, m.other_speaker_ids, null) as other_speaker_ids, t.statement_id, t.first_seen_at, t.known_reason,
    q.kind, q.utterance, q.char_start, q.char_end, q.text, q.cue, q.cue_start, q.cue_end, q.via, q.via_kind,
    q.confidence, q.reason, q.seen_at, q.extractor_version, q.model, q.extraction_number, q.article_id, q.version_id,
    a.title as article, a.canonical_url as url, a.outlet_id, o.name as outlet, o.domain as outlet_domain, a.published_at,
    a.published_precision,
    coalesce(a.published_at, if(a.origin = 'import', null, q.seen_at)) as reported_at, v.event_id, i.title as event, c.story_id
from quotes as q
join extractions as l on l.extraction_number = q.extraction_number and l.is_current
join articles as a on a.article_id = q.article_id
left join statement_redirects as r on r.statement_id = q.statement_id
join statements as t on t.statement_id = coalesce(r.to_statement_id, q.statement_id)
left join quote_speakers as s on s.extraction_number = q.extraction_number and s.quote_id = q.quote_id
left join entities as n on n.entity_id = s.entity_id
left join others as m on m.extraction_number = q.extraction_number and m.quote_id = q.quote_id
left join outlets as o on o.outlet_id = a.outlet_id
left join event_articles as v on v.article_id = q.article_id
left join event_ids as i on i.event_id = v.event_id
left join story_copies as c on c.article_id = q.article_id
order by q.extraction_number, q.char_start, s.position;

-- One row per speaker who is known as an entity: how often quoted, as it was when the readers' copy was made last.
create table counted_speakers (
    entity_id varchar not null,
    speaker varchar not null,
    type varchar not null,
    count_statements bigint not null,
    count_quotes bigint not null,
    count_articles bigint not null,
    count_sources bigint not null,
    count_outlets bigint not null,
    count_events bigint not null,
    first_quoted_at timestamptz,
    last_quoted_at timestamptz
);
comment on table counted_speakers is 'One row per speaker who is known as an entity: how often quoted, as it was when the readers'' copy was made last. Ask speaker_totals, which counts anew where anything changed since.';

-- One row per pair of speakers who are quoted in the same article, as it was when the readers' copy was made last.
create table counted_pairs (
    entity_id varchar not null,
    speaker varchar not null,
    other_entity_id varchar not null,
    other_speaker varchar not null,
    count_articles bigint not null,
    count_sources bigint not null,
    count_events bigint not null
);
comment on table counted_pairs is 'One row per pair of speakers who are quoted in the same article, as it was when the readers'' copy was made last. Ask quoted_together, which counts anew where anything changed since.';

-- One row per entity that an article names, as it was when the readers' copy was made last.
create table counted_mentions (
    entity_id varchar not null,
    count_articles bigint not null
);
comment on table counted_mentions is 'One row per entity that an article names, as it was when the readers'' copy was made last. Ask mention_totals, which counts anew where anything changed since.';

-- One row at most: of which generation of the warehouse the counts are.
create table counted_state (
    generation bigint not null
);
comment on table counted_state is 'One row at most: of which generation of the warehouse counted_speakers, counted_pairs and counted_mentions are.';
