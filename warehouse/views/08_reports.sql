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
    timezone('UTC', (last_day - days::integer)::timestamp) as earliest_at,
    timezone('UTC', (last_day + 2)::timestamp) as latest_at
from (select coalesce(until::date, newest_day(zone)) as last_day);
comment on macro table report_window is 'One row: the days that a question is about, so many of them, the last one included: a date, or null for the newest of which there is a report. Example: from report_window(7, ''Europe/Paris'', date ''2026-03-31'')';

-- One row: a window as report_window has it, and how far the clocks of the zone are ahead of UTC on each day of UTC that
-- it may touch. Asking for the day of a million moments one by one takes half a second; adding what the clocks are ahead,
-- a twentieth of that.
create or replace macro clocked_window(days, zone, until) as table
with asked as materialized (from report_window(days, zone, until)),
mornings as (
    select unnest(generate_series(
        timezone('UTC', earliest_at), timezone('UTC', latest_at), interval 1 day
    )) as utc_at
    from asked
),
ahead as (
    select
        utc_at, epoch_us(timezone(zone, timezone('UTC', utc_at))) - epoch_us(utc_at) as ahead_us,
        epoch_us(timezone(zone, timezone('UTC', utc_at + interval 1 day))) - epoch_us(utc_at + interval 1 day) as ahead_us_after
    from mornings
),
clocks as (
    select list(case when ahead_us = ahead_us_after then ahead_us end order by utc_at) as ahead_us
    from ahead
)
select w.first_day, w.last_day, w.earliest_at, w.latest_at, c.ahead_us
from asked as w
cross join clocks as c;
comment on macro table clocked_window is 'One row: a window as report_window has it, and for each day of UTC from earliest_at on how many microseconds the clocks of the zone are ahead of UTC: null for a day on which they are put forward or back. Example: from clocked_window(7, ''Europe/Paris'', date ''2026-03-31'')';

-- The day of a time in a zone, as day_of gives it, for a time in the window of clocked_window. Asked day by day of all
-- that is dated: one branch, one look at the list. What lies outside of the window is given a day outside of it.
create or replace macro day_clocked(moment, at_precision, zone, earliest_at, ahead_us) as
    coalesce(
        make_timestamp(
            epoch_us(moment) + case
                when at_precision = 'day' then 0
                else ahead_us[(epoch_us(moment) - epoch_us(earliest_at)) // 86400000000 + 1]
            end
        )::date,
        timezone(zone, moment)::date
    );
comment on macro day_clocked is 'The day of a time in a zone, as day_of gives it, sooner: the last two are columns of clocked_window, in whose window it lies. Example: day_clocked(timestamptz ''2026-03-31 12:00:00+00'', ''second'', ''Europe/Paris'', timestamptz ''2026-03-30 00:00:00+00'', [7200000000, 7200000000])';

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

-- One row per article that was reported in the window, in numbers, with its day. This is what counting needs; what else is
-- asked for is joined by place, outside of here.
create or replace macro dated_within(days, zone, until) as table
with days_asked as materialized (from clocked_window(days, zone, until))
from (
    select r.*, day_clocked(r.reported_at, r.published_precision, zone, w.earliest_at, w.ahead_us) as day
    from report_numbers as r
    cross join days_asked as w
    where r.reported_at >= (select earliest_at from days_asked)
    and r.reported_at < (select latest_at from days_asked)
)
where day >= (select first_day from days_asked) and day <= (select last_day from days_asked)
union all
select r.* replace (null::timestamptz as reported_at), null::date as day
from report_numbers as r
join days_asked as w on w.last_day is null;
comment on macro table dated_within is 'One row per article that was reported on one of so many days of a zone: report_numbers, and the day. Where no report has a date, all of them. Example: select day, count(distinct source_number) from dated_within(7, ''Europe/Paris'', null) group by day';

-- One row per article that was reported in the window. Where no report has a date, all of them are in it.
create or replace macro reports_within(days := 7, zone := 'UTC', until := null) as table
select
    a.article_id, a.title as article, a.canonical_url as url, a.origin, a.feed_id, a.outlet_id, o.name as outlet,
    e.event_id, coalesce(c.story_id, a.article_id) as source_id, d.is_copy, a.published_at, a.published_precision,
    d.reported_at, a.first_seen_at, d.day
from dated_within(days, zone, until) as d
join articles as a on a.rowid = d.place
left join outlets as o on o.outlet_id = a.outlet_id
left join event_articles as e on e.article_id = a.article_id
left join story_copies as c on c.article_id = a.article_id;
comment on macro table reports_within is 'One row per article that was reported on one of so many days of a zone, with its day; the last day is a date, or null for the newest there is. Where no report has a date, all of them. Example: select outlet, count(*) as count_articles from reports_within(7, ''Europe/Paris'') group by outlet order by 2 desc';

-- One row per current quote and known speaker that was reported in the window, in numbers, with its day, as dated_within.
create or replace macro said_dated_within(days, zone, until) as table
with days_asked as materialized (from clocked_window(days, zone, until))
from (
    select v.*, day_clocked(v.reported_at, v.published_precision, zone, w.earliest_at, w.ahead_us) as day
    from voice_numbers as v
    cross join days_asked as w
    where v.reported_at >= (select earliest_at from days_asked)
    and v.reported_at < (select latest_at from days_asked)
)
where day >= (select first_day from days_asked) and day <= (select last_day from days_asked)
union all
select v.*, null::date as day
from voice_numbers as v
join days_asked as w on w.last_day is null;
comment on macro table said_dated_within is 'One row per current quote and known speaker that was reported on one of so many days of a zone: voice_numbers, and the day. Where no report has a date, all of them. Example: select day, count(distinct statement_number) from said_dated_within(7, ''Europe/Paris'', null) group by day';

-- One row per current quote and known speaker that was reported in the window. Where no report has a date, all of them.
create or replace macro said_within(days := 7, zone := 'UTC', until := null) as table
select
    q.entity_id, q.speaker, q.speaker_type, q.position, q.quote_id, q.statement_id, q.kind, q.text, q.article_id,
    q.outlet_id, q.event_id, coalesce(q.story_id, q.article_id) as source_id, q.published_at, q.published_precision,
    q.reported_at, d.day
from said_dated_within(days, zone, until) as d
join credited_quotes as q on q.rowid = d.place;
comment on macro table said_within is 'One row per current quote and known speaker that was reported on one of so many days of a zone, with its day: the list behind every count by speaker and days. Example: select s.reported_at, s.outlet, s.text from said as s semi join said_within(7, ''Europe/Paris'') as w on w.quote_id = s.quote_id where s.speaker = ''Xi Jinping''';

-- One row per figure and day on which it was quoted. The zone is the analyst's.
create or replace macro quotes_per_figure_per_day(zone) as table
select
    f.figure_key,
    f.name as figure,
    day_clocked(v.reported_at, v.published_precision, zone, w.earliest_at, w.ahead_us) as day,
    count(*) filter (v.is_first) as count_quotes,
    count(distinct v.statement_number) as count_statements,
    count(distinct v.outlet_number) as count_outlets,
    count(distinct v.source_number) as count_sources
from (
    select g.figure_key, g.name, n.rowid as entity_number
    from figures as g
    join entities as n on n.entity_id = g.entity_id
) as f
join voice_numbers as v on v.entity_number = f.entity_number
-- Between the first and the last of all quotes: what the clocks of the zone say is asked once a day, not once a quote.
cross join clocked_window(
    (select date_diff('day', min(reported_at), max(reported_at)) + 3 from credited_quotes), zone,
    (select max(reported_at)::date + 1 from credited_quotes)
) as w
group by all
order by day desc, count_statements desc, figure_key;
comment on macro table quotes_per_figure_per_day is 'One row per figure and day on which it was quoted, the newest first; days are those of the zone, null for imports without a date. Example: from quotes_per_figure_per_day(''Europe/Paris'')';
