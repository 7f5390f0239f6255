-- The first schema. Ids are text, minted in extractors/records/ids.py. No foreign keys (they break `copy from database`), few keys.
-- Times are UTC `timestamptz`. Offsets are character offsets into article_versions.text, end exclusive.

-- One row per publisher.
create table outlets (
    outlet_id varchar primary key,
    name varchar not null,
    domain varchar,
    first_seen_at timestamptz not null
);
comment on table outlets is 'One row per publisher.';
comment on column outlets.domain is 'registered domain, null where only a name is known';

-- One row per published page (or seed document, or imported text); its texts are in article_versions.
create table articles (
    article_id varchar primary key,
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
comment on table articles is 'One row per published page (or seed document, or imported text); its texts are in article_versions.';
comment on column articles.origin is 'seed, feed, import';
comment on column articles.external_id is 'the imported id, or the imported file''s path';
comment on column articles.feed_id is 'the feed that brought it first';
comment on column articles.title_from is 'stated, page, feed, first sentence, none';
comment on column articles.published_precision is 'second, day, none';
comment on column articles.published_from is 'feed, page, address, import, none';
comment on column articles.is_backlog is 'it came by import, or at its feed''s first poll: old news';

-- One row per address under which an article was seen.
create table article_urls (
    url varchar not null,
    article_id varchar not null,
    relation varchar not null,
    first_seen_at timestamptz not null
);
comment on table article_urls is 'One row per address under which an article was seen.';
comment on column article_urls.relation is 'feed, final, declared, import, canonical';

-- One row per text that an article has had.
create table article_versions (
    version_id varchar primary key,
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
comment on table article_versions is 'One row per text that an article has had.';
comment on column article_versions.raw_file is 'WARC file, relative to the archive''s folder';

-- One row per change between two versions of an article.
create table article_changes (
    article_id varchar not null,
    from_version_id varchar not null,
    to_version_id varchar not null,
    change varchar not null,
    before varchar,
    after varchar,
    detected_at timestamptz not null
);
comment on table article_changes is 'One row per change between two versions of an article.';
comment on column article_changes.change is 'text changed, quote added, quote removed';

-- One row per extraction of one version by one extractor and model.
create table extractions (
    version_id varchar not null,
    extractor_version varchar not null,
    model varchar not null,
    extracted_at timestamptz not null,
    count_mentions integer not null,
    count_quotes integer not null
);
comment on table extractions is 'One row per extraction of one version by one extractor and model.';

-- One row per article that was enriched: what copies and events are decided by.
create table article_profiles (
    article_id varchar primary key,
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
comment on table article_profiles is 'One row per article that was enriched: what copies and events are decided by.';
comment on column article_profiles.bands is 'fingerprints: two copies share one';
comment on column article_profiles.keys is 'its weightiest names and words, hashed: two reports of one thing share some';
comment on column article_profiles.happened_at is 'published_at, else first_seen_at';

-- One row per article that belongs to a story with at least one copy, the original included.
create table story_copies (
    article_id varchar primary key,
    story_id varchar not null,
    original_id varchar not null,
    similarity double not null,
    reason varchar not null,
    agency varchar,
    decided_at timestamptz not null
);
comment on table story_copies is 'One row per article that belongs to a story with at least one copy, the original included.';

-- One row per event ever made. The view `events` is what people query.
create table event_ids (
    event_id varchar primary key,
    made_at timestamptz not null,
    first_article_id varchar not null,
    title varchar
);
comment on table event_ids is 'One row per event ever made. The view `events` is what people query.';
comment on column event_ids.title is 'the most central headline of its articles';

-- One row per article: the event it belongs to now, and why.
create table event_articles (
    article_id varchar primary key,
    event_id varchar not null,
    score double not null,
    rule varchar not null,
    reason varchar not null,
    assigned_at timestamptz not null
);
comment on table event_articles is 'One row per article: the event it belongs to now, and why.';
comment on column event_articles.reason is 'the shared evidence, for a person';

-- One row per merged event: its id goes on resolving.
create table event_redirects (
    event_id varchar primary key,
    to_event_id varchar not null,
    score double not null,
    reason varchar not null,
    merged_at timestamptz not null
);
comment on table event_redirects is 'One row per merged event: its id goes on resolving.';

-- One row per move of an article from one event to another.
create table event_moves (
    article_id varchar not null,
    from_event_id varchar not null,
    to_event_id varchar not null,
    score double not null,
    reason varchar not null,
    moved_at timestamptz not null
);
comment on table event_moves is 'One row per move of an article from one event to another.';

-- One row per person, organisation or place, however it is spelled.
create table entities (
    entity_id varchar primary key,
    name varchar not null,
    type varchar not null,
    wikidata_id varchar,
    first_seen_at timestamptz not null,
    first_article_id varchar
);
comment on table entities is 'One row per person, organisation or place, however it is spelled.';
comment on column entities.type is 'OntoNotes label';
comment on column entities.first_article_id is 'null for a figure that no article has named yet';

-- One row per spelling of an entity.
create table entity_aliases (
    entity_id varchar not null,
    alias varchar not null,
    alias_key varchar not null,
    reason varchar not null,
    first_seen_at timestamptz not null,
    unjudged_id varchar
);
comment on table entity_aliases is 'One row per spelling of an entity.';
comment on column entity_aliases.unjudged_id is 'the entity it was found to be, where a person judged otherwise; else null';
comment on column entity_aliases.alias_key is 'folded: case, marks, titles and possessives dropped';

-- One row per judgement of a person about entities. It holds for good, or until it is undone.
create table entity_judgements (
    judgement_id varchar primary key,
    judgement varchar not null,
    entity_id varchar not null,
    other_entity_id varchar not null,
    alias varchar,
    alias_key varchar,
    article_id varchar,
    judged_at timestamptz not null,
    undone_at timestamptz,
    note varchar
);
comment on table entity_judgements is 'One row per judgement of a person about entities. It holds for good, or until it is undone.';
comment on column entity_judgements.judgement is 'merge, split';
comment on column entity_judgements.other_entity_id is 'what the entity is merged into; what is split off from it';
comment on column entity_judgements.alias is 'split: the spelling that is split off';
comment on column entity_judgements.article_id is 'split: only as this article uses the name; else null';

-- One row per entity, or spelling of one, that is another entity by a judgement: its id goes on resolving.
create table entity_redirects (
    entity_id varchar not null,
    alias_key varchar,
    article_id varchar,
    to_entity_id varchar not null,
    judgement_id varchar not null
);
comment on table entity_redirects is 'One row per entity, or spelling of one, that is another entity by a judgement: its id goes on resolving.';
comment on column entity_redirects.alias_key is 'null: whatever it is called';
comment on column entity_redirects.article_id is 'null: in all articles';

-- One row per entity that a person merged into another: what it was, should the judgement be undone.
create table merged_entities (
    entity_id varchar primary key,
    name varchar not null,
    type varchar not null,
    wikidata_id varchar,
    first_seen_at timestamptz not null,
    first_article_id varchar
);
comment on table merged_entities is 'One row per entity that a person merged into another: what it was, should the judgement be undone.';

-- One row per quote that a person credited to somebody else, or to nobody. It holds for good.
create table corrections (
    correction_id varchar primary key,
    article_id varchar not null,
    version_id varchar not null,
    quote_id varchar not null,
    char_start integer not null,
    char_end integer not null,
    text varchar not null,
    entity_id varchar,
    speaker varchar,
    speaker_type varchar,
    before varchar,
    corrected_at timestamptz not null,
    note varchar
);
comment on table corrections is 'One row per quote that a person credited to somebody else, or to nobody. It holds for good.';
comment on column corrections.text is 'the words, by which the quote is found again in later versions and extractions';
comment on column corrections.speaker is 'full name, null for nobody';
comment on column corrections.before is 'who was credited when it was corrected first';

-- One row per span of a version that names an entity.
create table mentions (
    mention_id varchar not null,
    article_id varchar not null,
    version_id varchar not null,
    entity_id varchar,
    char_start integer not null,
    char_end integer not null,
    text varchar not null,
    type varchar not null,
    name varchar not null,
    extractor_version varchar not null,
    model varchar not null,
    unjudged_id varchar
);
comment on table mentions is 'One row per span of a version that names an entity, of every version and extractor; current_mentions has those that count now.';
comment on column mentions.unjudged_id is 'the entity it was found to be, where a person judged otherwise; else null';
comment on column mentions.name is 'as resolved within the article';

-- One row per span of a version that reports someone's words. Pieces of one utterance share `utterance`.
create table quotes (
    quote_id varchar not null,
    article_id varchar not null,
    version_id varchar not null,
    statement_id varchar not null,
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
    model varchar not null
);
comment on table quotes is 'One row per span of a version that reports someone''s words, of every version and extractor; said and current_quotes have those that count now. Pieces of one utterance share `utterance`.';
comment on column quotes.kind is 'direct, indirect, mixed';
comment on column quotes.via_kind is 'outlet, agency, medium';

-- One row per speaker of a quote, in the order of the text; a quote nobody is named for has one row without an entity.
create table quote_speakers (
    quote_id varchar not null,
    position integer not null,
    entity_id varchar,
    name varchar,
    mention varchar,
    mention_start integer,
    mention_end integer,
    confidence double not null,
    reason varchar not null,
    extractor_version varchar not null,
    model varchar not null,
    unjudged_id varchar
);
comment on table quote_speakers is 'One row per speaker of a quote, in the order of the text, of every extractor; current_quote_speakers has those that count now. A quote nobody is named for has one row without an entity.';
comment on column quote_speakers.unjudged_id is 'the entity it was found to be, where a person judged otherwise; else null';
comment on column quote_speakers.name is 'full name, null where unknown';
comment on column quote_speakers.mention is 'the words in the text';

-- One row per utterance, however many articles carry it.
create table statements (
    statement_id varchar primary key,
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

-- One row per merged statement: its id goes on resolving.
create table statement_redirects (
    statement_id varchar primary key,
    to_statement_id varchar not null,
    similarity double not null,
    reason varchar not null,
    merged_at timestamptz not null
);
comment on table statement_redirects is 'One row per merged statement: its id goes on resolving.';

-- One row per person or organisation that the user tracks.
create table figures (
    figure_key varchar primary key,
    entity_id varchar not null,
    name varchar not null,
    type varchar not null,
    aliases varchar[] not null,
    wikidata_id varchar,
    is_active boolean not null,
    tracked_since timestamptz not null
);
comment on table figures is 'One row per person or organisation that the user tracks.';

-- One row per rule that makes alerts.
create table alert_rules (
    rule_id varchar primary key,
    figure_key varchar not null,
    kind varchar not null,
    is_active boolean not null,
    made_at timestamptz not null
);
comment on table alert_rules is 'One row per rule that makes alerts.';

-- One row per alert: one for each rule, figure and statement, and for each correction of one.
create table alerts (
    alert_id varchar primary key,
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
comment on table alerts is 'One row per alert: one for each rule, figure and statement, and for each correction of one.';
comment on column alerts.kind is 'news; correction: the figure is credited by a person''s correction; withdrawal: an earlier alert was wrong';
comment on column alerts.corrects_alert_id is 'withdrawal: the alert that was wrong';

-- One row per alert and channel.
create table deliveries (
    alert_id varchar not null,
    channel varchar not null,
    state varchar not null,
    count_attempts integer not null,
    last_attempt_at timestamptz,
    next_attempt_at timestamptz,
    delivered_at timestamptz,
    error varchar
);
comment on table deliveries is 'One row per alert and channel.';
comment on column deliveries.state is 'pending, failed, delivered, given up, withdrawn';

-- One row per feed.
create table feeds (
    feed_id varchar primary key,
    url varchar not null,
    title varchar,
    outlet_name varchar,
    time_zone varchar,
    state varchar not null,
    is_active boolean not null,
    etag varchar,
    last_modified varchar,
    body_sha256 varchar,
    added_at timestamptz not null,
    first_polled_at timestamptz,
    last_polled_at timestamptz,
    last_success_at timestamptz,
    next_poll_at timestamptz,
    count_failures integer not null,
    problem_kind varchar,
    problem_cause varchar,
    problem_remedy varchar
);
comment on table feeds is 'One row per feed.';
comment on column feeds.url is 'without credentials';
comment on column feeds.state is 'new, fine, unreachable, blocked, broken, gone';
comment on column feeds.is_active is 'false once it is no longer listed';

-- One row per entry of a feed: the queue of pages still to be fetched, and what became of the others.
create table feed_entries (
    entry_id varchar primary key,
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
comment on table feed_entries is 'One row per entry of a feed: the queue of pages still to be fetched, and what became of the others.';
comment on column feed_entries.entry is 'the entry as the feed stated it';
comment on column feed_entries.state is 'pending, done, known, failed';

-- One row per request.
create table fetches (
    fetch_id varchar not null,
    run_id varchar not null,
    feed_id varchar,
    purpose varchar not null,
    url varchar not null,
    final_url varchar,
    outcome varchar not null,
    status integer,
    count_bytes bigint not null,
    elapsed_seconds double not null,
    problem_kind varchar,
    problem_cause varchar,
    problem_remedy varchar,
    raw_file varchar,
    raw_record_id varchar,
    started_at timestamptz not null
);
comment on table fetches is 'One row per request.';
comment on column fetches.purpose is 'feed, page, robots';
comment on column fetches.url is 'without credentials';
comment on column fetches.outcome is 'fetched, unchanged, failed, refused, gone';

-- One row per run of a flow.
create table runs (
    run_id varchar primary key,
    flow varchar not null,
    state varchar not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    count_articles_new integer,
    count_articles_known integer,
    count_articles_failed integer,
    count_quotes integer,
    count_alerts integer,
    error varchar
);
comment on table runs is 'One row per run of a flow.';
comment on column runs.state is 'running, completed, failed';

-- One row: how often what people query has changed, so that publishing knows whether there is anything to publish.
create table warehouse_state (
    generation bigint not null,
    changed_at timestamptz
);
comment on table warehouse_state is 'One row: how often what people query has changed, so that publishing knows whether there is anything to publish.';
insert into warehouse_state values (0, null);
