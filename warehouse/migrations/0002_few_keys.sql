-- Tables that grow with what is stored have no primary key. With one, DuckDB writes the last group of rows (122,880) anew
-- at every checkpoint, however little came: seconds for a batch of fifty articles, and twice the room on the disk. Without,
-- a batch is appended as it is. That an id is there once is the loads' word, and a check's (ids_once).

create table keyless (
    article_id varchar not null,
    origin varchar not null,
    canonical_url varchar,
    import_source varchar,
    external_id varchar,
    outlet_id varchar,
    feed_id varchar,
    title varchar,
    title_from varchar not null,
    byline varchar,
    language varchar,
    published_at timestamptz,
    published_precision varchar not null,
    published_from varchar not null,
    first_seen_at timestamptz not null,
    is_backlog boolean not null,
    current_version_id varchar not null,
    count_versions integer not null
);
insert into keyless by name from articles;
drop table articles;
alter table keyless rename to articles;
comment on table articles is 'One row per published page (or seed document, or imported text); its texts are in article_versions.';
comment on column articles.origin is 'seed, feed, import';
comment on column articles.external_id is 'the imported id, or the imported file''s path';
comment on column articles.feed_id is 'the feed that brought it first';
comment on column articles.title_from is 'stated, page, feed, first sentence, none';
comment on column articles.published_precision is 'second, day, none';
comment on column articles.published_from is 'feed, page, address, import, none';
comment on column articles.is_backlog is 'it came by import, or at its feed''s first poll: old news';

create table keyless (
    version_id varchar not null,
    article_id varchar not null,
    version_number integer not null,
    title varchar,
    text varchar not null,
    text_sha256 varchar not null,
    count_words integer not null,
    seen_at timestamptz not null,
    raw_file varchar,
    raw_record_id varchar
);
insert into keyless by name from article_versions;
drop table article_versions;
alter table keyless rename to article_versions;
comment on table article_versions is 'One row per text that an article has had.';
comment on column article_versions.raw_file is 'WARC file, relative to the archive''s folder';

create table keyless (
    article_id varchar not null,
    version_id varchar not null,
    lead varchar not null,
    terms struct(lemma varchar, count integer)[] not null,
    names struct(lemma varchar, count integer)[] not null,
    signature ubigint[] not null,
    bands ubigint[] not null,
    keys ubigint[] not null,
    count_words integer not null,
    agency varchar,
    happened_at timestamptz not null,
    seen_at timestamptz not null,
    is_dated boolean not null
);
insert into keyless by name from article_profiles;
drop table article_profiles;
alter table keyless rename to article_profiles;
comment on table article_profiles is 'One row per article that was enriched: what copies and events are decided by.';
comment on column article_profiles.bands is 'fingerprints: two copies share one';
comment on column article_profiles.keys is 'its weightiest names and words, hashed: two reports of one thing share some';
comment on column article_profiles.happened_at is 'published_at, else first_seen_at';

create table keyless (
    article_id varchar not null,
    story_id varchar not null,
    original_id varchar not null,
    similarity double not null,
    reason varchar not null,
    agency varchar,
    decided_at timestamptz not null
);
insert into keyless by name from story_copies;
drop table story_copies;
alter table keyless rename to story_copies;
comment on table story_copies is 'One row per article that belongs to a story with at least one copy, the original included.';

create table keyless (
    event_id varchar not null,
    made_at timestamptz not null,
    first_article_id varchar not null,
    title varchar
);
insert into keyless by name from event_ids;
drop table event_ids;
alter table keyless rename to event_ids;
comment on table event_ids is 'One row per event ever made. The view `events` is what people query.';
comment on column event_ids.title is 'the most central headline of its articles';

create table keyless (
    article_id varchar not null,
    event_id varchar not null,
    score double not null,
    rule varchar not null,
    reason varchar not null,
    assigned_at timestamptz not null
);
insert into keyless by name from event_articles;
drop table event_articles;
alter table keyless rename to event_articles;
comment on table event_articles is 'One row per article: the event it belongs to now, and why.';
comment on column event_articles.reason is 'the shared evidence, for a person';

create table keyless (
    entity_id varchar not null,
    name varchar not null,
    type varchar not null,
    wikidata_id varchar,
    first_seen_at timestamptz not null,
    first_article_id varchar
);
insert into keyless by name from entities;
drop table entities;
alter table keyless rename to entities;
comment on table entities is 'One row per person, organisation or place, however it is spelled.';
comment on column entities.type is 'OntoNotes label';
comment on column entities.first_article_id is 'null for a figure that no article has named yet';

create table keyless (
    statement_id varchar not null,
    first_quote_id varchar not null,
    first_article_id varchar not null,
    text varchar not null,
    kind varchar not null,
    speaker_ids varchar[] not null,
    event_id varchar,
    first_seen_at timestamptz not null,
    said_at timestamptz,
    known_reason varchar,
    altered_of varchar,
    reported_from timestamptz not null,
    reported_until timestamptz not null,
    keys ubigint[] not null
);
insert into keyless by name from statements;
drop table statements;
alter table keyless rename to statements;
comment on table statements is 'One row per utterance, however many articles carry it.';
comment on column statements.text is 'the fullest words known';
comment on column statements.first_quote_id is 'the first to be published, else seen, of all its quotes';
comment on column statements.first_seen_at is 'when it was first seen, in whichever article';
comment on column statements.said_at is 'the first article''s publication time';
comment on column statements.keys is 'of its words side by side, hashed: two reports of one utterance share some';
comment on column statements.reported_from is 'when the first article was published, else first seen';
comment on column statements.reported_until is 'when the last article was published, else first seen';
comment on column statements.altered_of is 'the statement that it is but for a negation, a number or a name; else null';
comment on column statements.known_reason is 'null for news; else why it was old when first seen: import, first poll, old';

create table keyless (
    alert_id varchar not null,
    rule_id varchar not null,
    figure_key varchar not null,
    statement_id varchar not null,
    quote_id varchar not null,
    article_id varchar not null,
    event_id varchar,
    decided_at timestamptz not null,
    due_at timestamptz not null,
    reason varchar not null,
    kind varchar not null default 'news',
    corrects_alert_id varchar
);
insert into keyless by name from alerts;
drop table alerts;
alter table keyless rename to alerts;
comment on table alerts is 'One row per alert: one for each rule, figure and statement, and for each correction of one.';
comment on column alerts.kind is 'news; correction: the figure is credited by a person''s correction; withdrawal: an earlier alert was wrong';
comment on column alerts.corrects_alert_id is 'withdrawal: the alert that was wrong';

create table keyless (
    entry_id varchar not null,
    feed_id varchar not null,
    url varchar not null,
    entry json not null,
    state varchar not null,
    article_id varchar,
    is_backlog boolean not null,
    first_seen_at timestamptz not null,
    count_attempts integer not null,
    next_attempt_at timestamptz,
    problem_kind varchar,
    problem_cause varchar,
    problem_remedy varchar
);
insert into keyless by name from feed_entries;
drop table feed_entries;
alter table keyless rename to feed_entries;
comment on table feed_entries is 'One row per entry of a feed: the queue of pages still to be fetched, and what became of the others.';
comment on column feed_entries.entry is 'the entry as the feed stated it';
comment on column feed_entries.state is 'pending, done, known, failed';
