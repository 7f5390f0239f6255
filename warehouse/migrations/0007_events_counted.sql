-- How widely events are covered and whom they are about is asked daily, of all events at once, and takes all mentions of
-- all time to tell: it is counted for the readers' copy, as what is counted of speakers is.

-- One row per event that has articles: what the view `events` shows, as it was when the readers' copy was made.
create table counted_events (
    event_id varchar not null,
    title varchar,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    first_published_at timestamptz,
    last_published_at timestamptz,
    count_articles bigint not null,
    count_outlets bigint not null,
    count_sources bigint not null,
    first_reported_at timestamptz,
    last_reported_at timestamptz,
    main_entities varchar[] not null
);
comment on table counted_events is 'One row per event that has articles, as it was when the readers'' copy was made. Ask events, which counts anew where anything changed since.';
comment on table counted_state is 'One row at most: of which generation of the warehouse the counts of counted_speakers, counted_pairs, counted_mentions and counted_events are.';
