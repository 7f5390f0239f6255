-- The newest day, in a zone, of which the warehouse has a report. A report that is dated later than it was seen (a wrong
-- clock, a wrong zone) does not count: one of them would move every window into an empty future.
create or replace macro newest_day(zone) as (
    select greatest(timezone(zone, newest_at)::date, timezone('UTC', newest_date)::date)
    from (
        select
            max(coalesce(published_at, first_seen_at)) filter (published_precision <> 'day') as newest_at,
            max(published_at) filter (published_precision = 'day') as newest_date
        from articles
        where (published_at is not null or origin <> 'import')
        and coalesce(published_at, first_seen_at) <= first_seen_at + to_days(1)
    )
);
comment on macro newest_day is 'The newest day, in a zone, of which the warehouse has a report; null where none has a date. A report dated later than it was seen does not count. Example: newest_day(''Europe/Paris'')';

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
select r.*, day_of(r.reported_at, r.published_precision, zone) as day
from reports as r
cross join report_window(days, zone, until) as w
where w.last_day is null
or (
    r.reported_at >= w.earliest_at and r.reported_at < w.latest_at
    and day_of(r.reported_at, r.published_precision, zone) between w.first_day and w.last_day
);
comment on macro table reports_within is 'One row per article that was reported on one of so many days of a zone, with its day; the last day is a date, or null for the newest there is. Where no report has a date, all of them. Example: from reports_within(7, ''Europe/Paris'')';

-- One row per current quote and known speaker that was reported in the window. Where no report has a date, all of them.
create or replace macro said_within(days := 7, zone := 'UTC', until := null) as table
select s.*, day_of(s.reported_at, s.published_precision, zone) as day
from said_by as s
cross join report_window(days, zone, until) as w
where w.last_day is null
or (
    s.reported_at >= w.earliest_at and s.reported_at < w.latest_at
    and day_of(s.reported_at, s.published_precision, zone) between w.first_day and w.last_day
);
comment on macro table said_within is 'One row per current quote and known speaker that was reported on one of so many days of a zone, with its day: the list behind every count by speaker and days. Example: select s.* from said as s semi join said_within(7, ''Europe/Paris'') as w on w.quote_id = s.quote_id';
