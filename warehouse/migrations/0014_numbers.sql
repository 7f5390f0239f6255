-- What is counted by windows of days is counted by numbers: ids are compared in three times the time that numbers take, and
-- each table that is joined costs as much again. So the readers' copy holds, narrow and in the order of time, what counting
-- needs of each report and of each quote. A number is a row's place (rowid) in its table: a copy is checkpointed once more,
-- without tidying up, and never written again, so that places stay what they are.

-- One row per article, as it was when the readers' copy was made.
create table numbered_reports (
    place bigint not null,
    reported_at timestamptz,
    published_precision varchar,
    feed_number bigint,
    outlet_number bigint,
    event_number bigint,
    source_number bigint not null,
    original_number bigint,
    is_copy boolean not null,
    agency varchar,
    extraction_number bigint
);
comment on table numbered_reports is 'One row per article: what counting reports needs, in numbers, as it was when the readers'' copy was made. Ask report_numbers.';

-- One row per current quote and known speaker, as it was when the readers' copy was made.
create table numbered_voices (
    place bigint not null,
    reported_at timestamptz,
    published_precision varchar,
    entity_number bigint not null,
    statement_number bigint,
    outlet_number bigint,
    event_number bigint,
    source_number bigint not null,
    article_number bigint not null,
    is_first boolean not null
);
comment on table numbered_voices is 'One row per current quote and known speaker: what counting quotes needs, in numbers, as it was when the readers'' copy was made. Ask voice_numbers.';

drop table counted_mentions;
create table counted_mentions (
    entity_id varchar not null,
    count_articles bigint not null,
    count_mentions bigint not null,
    first_reported_at timestamptz,
    first_article_id varchar not null
);
comment on table counted_mentions is 'One row per entity that an article names, as it was when the readers'' copy was made last. Ask mention_totals, which counts anew where anything changed since.';
comment on table counted_state is 'One row at most: of which generation of the warehouse the counts of counted_speakers, counted_pairs, counted_mentions and counted_events are, and what settled_articles, settled_events, numbered_reports and numbered_voices tell.';
