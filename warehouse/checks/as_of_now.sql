-- What the warehouse knows in the end is what it knows now: quotes with their speakers and events, articles, events.
with later as (select * from said_as_of(timestamptz 'infinity')),
different as (
    select quote_id, speaker_id, event_id, statement_id, version_id from said
    except all
    select quote_id, speaker_id, event_id, statement_id, version_id from later
)
select 'said' as list, quote_id as id from different
union all
select 'said', quote_id from later where quote_id not in (select quote_id from said)
union all
(
    select 'articles', article_id from (
        select article_id, current_version_id from articles
        except all
        select article_id, version_id from articles_as_of(timestamptz 'infinity')
    )
)
union all
(
    select 'events', event_id from (
        select event_id, count_articles, count_sources, first_seen_at, last_reported_at from event_coverage
        except all
        select event_id, count_articles, count_sources, first_seen_at, last_reported_at
        from events_as_of(timestamptz 'infinity')
    )
)
