-- What trends and as-of questions need and nothing kept: when each feed was read (fetches are forgotten after a while), and
-- what was overwritten where articles were assigned, events and statements merged, and speakers corrected.

-- One row per feed and hour in which it was asked.
create table feed_hours (
    feed_id varchar not null,
    hour_at timestamptz not null,
    count_polls integer not null,
    count_read integer not null,
    first_polled_at timestamptz not null,
    last_polled_at timestamptz not null,
    first_read_at timestamptz,
    last_read_at timestamptz
);
comment on table feed_hours is 'One row per feed and hour in which it was asked: how often, and how often it could be read. It is kept when fetches are forgotten, so that a gap can be told from a day without news.';
comment on column feed_hours.hour_at is 'the hour''s begin, in UTC';
comment on column feed_hours.first_read_at is 'the first poll of the hour at which it could be read; null where it never could';

insert into feed_hours (
    feed_id, hour_at, count_polls, count_read, first_polled_at, last_polled_at, first_read_at, last_read_at
)
select
    feed_id, timezone('UTC', date_trunc('hour', timezone('UTC', started_at))) as hour_at, count(*),
    count(*) filter (outcome in ('fetched', 'unchanged') and problem_kind is null), min(started_at), max(started_at),
    min(started_at) filter (outcome in ('fetched', 'unchanged') and problem_kind is null),
    max(started_at) filter (outcome in ('fetched', 'unchanged') and problem_kind is null)
from fetches
where purpose = 'feed' and feed_id is not null
group by feed_id, hour_at;

-- One row per speaker of a quote that a person's correction replaced.
create table replaced_speakers (
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
    unjudged_id varchar,
    replaced_at timestamptz not null
);
comment on table replaced_speakers is 'One row per speaker of a quote that a person''s correction replaced: who had been credited until then.';

alter table event_redirects add column merged_into varchar;
comment on column event_redirects.merged_into is 'what it was merged into then; to_event_id is what that has become since. Null where only the latter is known';
alter table statement_redirects add column merged_into varchar;
comment on column statement_redirects.merged_into is 'what it was merged into then; to_statement_id is what that has become since. Null where only the latter is known';
alter table event_articles add column first_event_id varchar;
comment on column event_articles.first_event_id is 'the event that it was assigned to first, whatever became of it; null where nobody noted it';
alter table event_articles add column first_assigned_at timestamptz;
comment on column event_articles.first_assigned_at is 'when it was assigned first; null where nobody noted it';
