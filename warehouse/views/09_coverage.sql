-- What was looked at, so that silence is not taken for no news. Premises: a feed that was read once on a day holds that
-- day's entries, most feeds keeping a day or more of them; what it held no longer when it was read again is lost. So a
-- day on which no feed was read, and of which nothing came later, is a gap: its counts are null. Where something did come
-- later it is counted, and `is_covered` says that more may be missing. Imports and seeds are not polled: of days before
-- the first poll, those are covered of which anything is stored. A gap too many is better than a zero nobody looked for.

-- One row per feed and day, from its first poll on, as days are in the zone: whether it was read, not what it brought.
create or replace macro feeds_read_within(days := 28, zone := 'UTC', until := null) as table
with watched as (
    select
        f.feed_id, f.outlet_name, f.title,
        unnest(generate_series(
            greatest(w.first_day, timezone(zone, f.first_polled_at)::date)::timestamp,
            least(w.last_day, case when f.is_active then w.last_day else timezone(zone, f.last_polled_at)::date end)::timestamp,
            interval 1 day
        ))::date as watched_day
    from feeds as f
    cross join report_window(days, zone, until) as w
    where f.first_polled_at is not null
),
polled as (
    -- An hour may be part of two days, for zones differ by parts of an hour: its first and its last poll tell.
    select
        h.feed_id, h.first_read_at, h.last_read_at,
        timezone(zone, h.first_read_at)::date as first_read_day, timezone(zone, h.last_read_at)::date as last_read_day,
        unnest(list_distinct([
            timezone(zone, h.first_polled_at)::date, timezone(zone, h.last_polled_at)::date
        ])) as asked_day
    from feed_hours as h
    cross join report_window(days, zone, until) as w
    where h.hour_at >= w.earliest_at and h.hour_at < w.latest_at
),
asked as (
    select
        feed_id, asked_day, count(*) as count_hours_asked,
        count(*) filter (asked_day in (first_read_day, last_read_day)) as count_hours_read,
        min(case when first_read_day = asked_day then first_read_at else last_read_at end)
            filter (asked_day in (first_read_day, last_read_day)) as first_read_at,
        max(case when last_read_day = asked_day then last_read_at else first_read_at end)
            filter (asked_day in (first_read_day, last_read_day)) as last_read_at
    from polled
    group by feed_id, asked_day
)
select
    w.feed_id, w.outlet_name as outlet, w.title as feed, w.watched_day as day,
    coalesce(a.count_hours_read > 0, false) as is_covered, coalesce(a.count_hours_asked, 0) as count_hours_asked,
    coalesce(a.count_hours_read, 0) as count_hours_read, a.first_read_at, a.last_read_at
from watched as w
left join asked as a on a.feed_id = w.feed_id and a.asked_day = w.watched_day;
comment on macro table feeds_read_within is 'One row per feed and day, from its first poll on: whether it was read, and in how many hours of the day. coverage_per_feed_per_day has what it brought beside it. Example: from feeds_read_within(28, ''Europe/Paris'') where not is_covered';

-- One row per feed and day, from its first poll on, as days are in the zone.
create or replace macro coverage_per_feed_per_day(days := 28, zone := 'UTC', until := null) as table
with brought as (
    select f.feed_id, d.day as brought_day, count(*) as count_articles
    from dated_within(days, zone, until) as d
    join feeds as f on f.rowid = d.feed_number
    group by f.feed_id, brought_day
)
select
    w.feed_id, w.outlet, w.feed, w.day, w.is_covered,
    case when w.is_covered then coalesce(b.count_articles, 0) else b.count_articles end as count_articles,
    w.count_hours_asked, w.count_hours_read, w.first_read_at, w.last_read_at
from feeds_read_within(days, zone, until) as w
left join brought as b on b.feed_id = w.feed_id and b.brought_day = w.day
order by w.day desc, w.outlet, w.feed_id;
comment on macro table coverage_per_feed_per_day is 'One row per feed and day, from its first poll on, the newest day first: whether it was read, in how many hours of the day, and how many articles reported on that day it brought (null in a gap: nobody looked). Example: from coverage_per_feed_per_day(28, ''Europe/Paris'') where not is_covered';

-- One row per day of the window: whether it was covered, told without counting what there is.
create or replace macro days_covered(days := 28, zone := 'UTC', until := null) as table
with calendar as (
    select unnest(generate_series(w.first_day::timestamp, w.last_day::timestamp, interval 1 day))::date as each_day
    from report_window(days, zone, until) as w
),
watched as (
    select day as watched_day, bool_or(is_covered) as is_read
    from feeds_read_within(days, zone, until)
    group by watched_day
),
reported as (
    select distinct day as reported_day
    from dated_within(days, zone, until)
)
select c.each_day as day, coalesce(w.is_read, r.reported_day is not null) as is_covered
from calendar as c
left join watched as w on w.watched_day = c.each_day
left join reported as r on r.reported_day = c.each_day;
comment on macro table days_covered is 'One row per day of the window: whether any of the watched feeds was read on it, or, where none was watched yet, anything is stored of it. coverage_per_day says how much. Example: from days_covered(28, ''Europe/Paris'') where not is_covered';

-- One row per day of the window, whether or not anything was reported on it.
create or replace macro coverage_per_day(days := 28, zone := 'UTC', until := null) as table
with calendar as (
    select unnest(generate_series(w.first_day::timestamp, w.last_day::timestamp, interval 1 day))::date as each_day
    from report_window(days, zone, until) as w
),
watched as (
    select day as watched_day, count(*) as count_feeds, count(*) filter (is_covered) as count_feeds_read
    from feeds_read_within(days, zone, until)
    group by watched_day
),
reported as (
    select
        day as reported_day, count(*) as count_articles, count(distinct source_number) as count_sources,
        count(*) filter (feed_number is null) as count_imported
    from dated_within(days, zone, until)
    group by reported_day
),
days_seen as (
    select
        c.each_day, coalesce(w.count_feeds, 0) as count_feeds, coalesce(w.count_feeds_read, 0) as count_feeds_read,
        case when w.count_feeds > 0 then w.count_feeds_read > 0 else r.count_articles is not null end as is_covered, r.count_articles,
        r.count_sources, r.count_imported
    from calendar as c
    left join watched as w on w.watched_day = c.each_day
    left join reported as r on r.reported_day = c.each_day
)
select
    each_day as day, is_covered, count_feeds, count_feeds_read,
    case when is_covered then coalesce(count_articles, 0) else count_articles end as count_articles,
    case when is_covered then coalesce(count_sources, 0) else count_sources end as count_sources,
    coalesce(count_imported, 0) as count_imported
from days_seen
order by each_day desc;
comment on macro table coverage_per_day is 'One row per day, the newest first, whether or not anything was reported: how many of the watched feeds were read, how many articles and independent sources there are (null in a gap: no feed was read and nothing came later). count_imported, of seeds and imports, which are not polled. Example: from coverage_per_day(28, ''Europe/Paris'') where not is_covered';
