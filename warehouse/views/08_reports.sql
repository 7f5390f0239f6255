-- All windows of days are made here. Bounds are compared with columns as they are stored, so that DuckDB skips the groups
-- of rows that lie outside; only what is left is asked for its day.

-- The newest day, in a zone, of which the warehouse has a report. A report that is dated after all that was seen (a wrong
-- clock, a wrong zone) does not count: one of them would move every window into an empty future.
create or replace macro newest_day(zone) as (
    with latest as (
        select max(published_at) as published_at
        from articles
        where published_at <= (select max(first_seen_at) + to_days(1) from articles)
    ),
    newest as (
        select max(published_at) as dated_at, null::timestamptz as dated_on
        from articles
        where published_at >= (select published_at - to_days(3) from latest)
        and published_at <= (select published_at from latest)
        and published_precision <> 'day'
        union all
        select null, max(published_at)
        from articles
        where published_at >= (select published_at - to_days(3) from latest)
        and published_at <= (select published_at from latest)
        and published_precision = 'day'
        union all
        select max(first_seen_at), null
        from articles
        where published_at is null
        and first_seen_at >= (select coalesce(published_at - to_days(3), '-infinity') from latest)
        and origin <> 'import'
    )
    select greatest(timezone(zone, dated_at)::date, timezone('UTC', dated_on)::date)
    from (select max(dated_at) as dated_at, max(dated_on) as dated_on from newest)
);
comment on macro newest_day is 'The newest day, in a zone, of which the warehouse has a report; null where none has a date. A report dated after all that was seen does not count. Example: newest_day(''Europe/Paris'')';

-- One row: the days that a question is about, as days are in the zone, the last one included, and two instants between
-- which all of them lie in whatever zone. Without a last day it is the newest of which there is a report, not today: of
-- what came after its newest report a warehouse knows nothing.
create or replace macro report_window(days, zone, until) as table
select
    last_day - (days - 1)::integer as first_day,
    last_day,
    timezone('UTC', (first_day - 1)::timestamp) as earliest_at,
    timezone('UTC', (last_day + 2)::timestamp) as latest_at
from (select coalesce(until::date, newest_day(zone)) as last_day);
comment on macro table report_window is 'One row: the days that a question is about, so many of them, the last one included: a date, or null for the newest of which there is a report. Example: from report_window(7, ''Europe/Paris'', date ''2026-03-31'')';

-- One row per article: when, by whom and on what it was reported, and as one of which independent source.
create or replace view reports as
select
    a.article_id, a.title as article, a.canonical_url as url, a.origin, a.feed_id, a.outlet_id, o.name as outlet,
    e.event_id, coalesce(c.story_id, a.article_id) as source_id,
    coalesce(c.original_id <> a.article_id, false) as is_copy, a.published_at, a.published_precision,
    coalesce(a.published_at, case when a.origin = 'import' then null else a.first_seen_at end) as reported_at, a.first_seen_at
from articles as a
left join outlets as o on o.outlet_id = a.outlet_id
left join event_articles as e on e.article_id = a.article_id
left join story_copies as c on c.article_id = a.article_id;
comment on view reports is 'One row per article: when, by whom and on what it was reported, and as one of which independent source: what counting by article counts. Example: from reports where outlet = ''Reuters''';
comment on column reports.source_id is 'the independent source: one for all copies of a story';
comment on column reports.is_copy is 'whether another article told the story first';
comment on column reports.reported_at is 'when it was published, else when it was first seen; null for an import without a date, whose day nobody knows';

-- One row per article that was reported in the window. Where no report has a date, all of them are in it.
create or replace macro reports_within(days := 7, zone := 'UTC', until := null) as table
with days_asked as (from report_window(days, zone, until)),
recent as (
    select *, published_at as reported_at
    from articles
    where published_at >= (select earliest_at from days_asked)
    and published_at < (select latest_at from days_asked)
    union all
    select *, first_seen_at as reported_at
    from articles
    where published_at is null
    and first_seen_at >= (select earliest_at from days_asked)
    and first_seen_at < (select latest_at from days_asked)
    and origin <> 'import'
),
dated as (
    select *, day_of(reported_at, published_precision, zone) as day
    from recent
),
found as (
    select d.*
    from dated as d
    join days_asked as w on d.day between w.first_day and w.last_day
    union all
    select *, null::timestamptz as reported_at, null::date as day
    from articles
    where (select last_day from days_asked) is null
)
select
    f.article_id, f.title as article, f.canonical_url as url, f.origin, f.feed_id, f.outlet_id, o.name as outlet,
    e.event_id, coalesce(c.story_id, f.article_id) as source_id,
    coalesce(c.original_id <> f.article_id, false) as is_copy, f.published_at, f.published_precision, f.reported_at,
    f.first_seen_at, f.day
from found as f
left join outlets as o on o.outlet_id = f.outlet_id
left join event_articles as e on e.article_id = f.article_id
left join story_copies as c on c.article_id = f.article_id;
comment on macro table reports_within is 'One row per article that was reported on one of so many days of a zone, with its day; the last day is a date, or null for the newest there is. Where no report has a date, all of them. Example: from reports_within(7, ''Europe/Paris'')';

-- One row per current quote and known speaker that was reported in the window. Where no report has a date, all of them.
create or replace macro said_within(days := 7, zone := 'UTC', until := null) as table
with days_asked as (from report_window(days, zone, until)),
dated as (
    select *, day_of(reported_at, published_precision, zone) as day
    from said_by
    where reported_at >= (select earliest_at from days_asked)
    and reported_at < (select latest_at from days_asked)
)
select d.*
from dated as d
join days_asked as w on d.day between w.first_day and w.last_day
union all
select *, null::date as day
from said_by
where (select last_day from days_asked) is null;
comment on macro table said_within is 'One row per current quote and known speaker that was reported on one of so many days of a zone, with its day: the list behind every count by speaker and days. Example: select s.* from said as s semi join said_within(7, ''Europe/Paris'') as w on w.quote_id = s.quote_id';
