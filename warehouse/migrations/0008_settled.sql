-- Nearly all that the warehouse knew at a moment of the past is what it knows now. Since when each article, and each event,
-- is as it is now, is noted when the readers' copy is made: what was known at a moment is then read from what is current, and
-- only what changed since is put together from history.

-- One row per article, as it was when the readers' copy was made last.
create table settled_articles (
    article_id varchar not null,
    extraction_number bigint,
    first_seen_at timestamptz not null,
    settled_at timestamptz not null
);
comment on table settled_articles is 'One row per article: since when all that is known of it is as it is now; as it was when the readers'' copy was made last. Ask said_as_of, which puts together from history whatever changed since.';
comment on column settled_articles.extraction_number is 'its current extraction, whose quotes `said` shows; null where there is none';
comment on column settled_articles.settled_at is 'all that is known of it (text, quotes, speakers, statements, event, story) has been the same since; infinity where that cannot be told';

-- One row per event that has articles, as it was when the readers' copy was made last.
create table settled_events (
    event_id varchar not null,
    first_title varchar,
    settled_at timestamptz not null
);
comment on table settled_events is 'One row per event that has articles: since when it is as it is now; as it was when the readers'' copy was made last. Ask events_as_of, which puts together from history whatever changed since.';
comment on column settled_events.first_title is 'the headline of its first article';
comment on column settled_events.settled_at is 'it has had the same articles since, and they have been the same; infinity where that cannot be told';
comment on table counted_state is 'One row at most: of which generation of the warehouse the counts of counted_speakers, counted_pairs, counted_mentions and counted_events are, and what settled_articles and settled_events tell.';
