-- What is reported on more than usual. Premises: news comes in waves (weekends, holidays, feeds that are down), so what is
-- compared is a share: of all independent sources of the window, how many report on it, against its share in the windows
-- of the same length before. Its copies count once. Half a source is expected of anything, so that a first report is no
-- infinite growth. Counts that always came in waves (a weekly column, an earlier burst) are measured by their own spread.
-- Prefers missing a small burst to calling the usual one: two sources are needed, and a score of 2.

-- How many windows before the present one are its baseline: those of the four weeks before, and never less than four.
create or replace macro burst_windows(days) as greatest(4, 28 // days);
comment on macro burst_windows is 'How many windows of so many days are the baseline of a burst: those of the four weeks before, and four at least. Example: burst_windows(7)';

-- How many sources would report on something in a window of total_now, had it the share that it had before.
create or replace macro burst_expected(count_before, total_before, total_now) as
    case when total_before > 0 then total_now * count_before / total_before + 0.5 end;
comment on macro burst_expected is 'How many sources of total_now would report on something that count_before of total_before reported on, and half a source for what is new. Example: burst_expected(8, 400, 100)';

-- How widely counts spread, of which the sum and the sum of squares are known: variance over mean, 1 for mere chance.
create or replace macro burst_spread(sum_counts, sum_squares, count_windows) as
    greatest(1, coalesce(
        (sum_squares - sum_counts * sum_counts / count_windows) / nullif(count_windows - 1, 0)
        / nullif(sum_counts / count_windows, 0), 1
    ));
comment on macro burst_spread is 'How widely counts spread of which the sum and the sum of squares are known: variance over mean, and 1 at least, which is mere chance. Example: burst_spread(12, 90, 4)';

-- How unusual a count is: the signed root of the Poisson deviance, in standard deviations, but fair for small counts;
-- divided by the root of the spread (variance over mean) of the counts before where that is wider than chance.
create or replace macro burst_score(count_now, expected, spread) as
    sign(count_now - expected) * sqrt(
        greatest(0, 2 * (case when count_now > 0 then count_now * ln(count_now / expected) else 0 end - (count_now - expected)))
        / greatest(1, coalesce(spread, 1))
    );
comment on macro burst_score is 'How unusual a count is, in standard deviations: 2 is seldom chance, 3 hardly ever. spread: variance over mean of the counts before. Example: burst_score(12, 4.5, 1)';

-- One row per window before or at the present one in which anything was reported: how much.
create or replace macro report_windows(days := 7, zone := 'UTC', until := null) as table
select
    (w.last_day - r.day) // days as windows_ago, min(r.day) as first_report_day, max(r.day) as last_report_day,
    count(*) as count_articles, count(distinct r.source_number) as count_sources
from dated_within(days * (1 + burst_windows(days)), zone, until) as r
cross join report_window(days, zone, until) as w
where w.last_day is not null
group by windows_ago;
comment on macro table report_windows is 'One row per window of so many days in which anything was reported, the present one (0) and those of the baseline before: what bursts are measured against. Example: from report_windows(7, ''Europe/Paris'')';

-- One row per entity that is named in the window.
create or replace macro trending_entities(days := 7, zone := 'UTC', until := null) as table
with told as materialized (
    select d.extraction_number, d.source_number, d.outlet_number, (w.last_day - d.day) // days as windows_ago
    from dated_within(days * (1 + burst_windows(days)), zone, until) as d
    cross join report_window(days, zone, until) as w
    where w.last_day is not null
),
totals as (
    select windows_ago, count(distinct source_number) as count_sources
    from told
    group by windows_ago
),
before as (
    select count(*) as count_windows, coalesce(sum(count_sources), 0) as count_sources
    from totals
    where windows_ago > 0
),
present as (select count_sources from totals where windows_ago = 0),
-- Mentions lie by the number of their extraction: those of the window lie together, and no other is read.
named_by as materialized (
    select m.entity_id, r.windows_ago, r.source_number, r.extraction_number, r.outlet_number
    from mentions as m
    join told as r on r.extraction_number = m.extraction_number
    where m.is_current and m.entity_id is not null
),
named as (
    -- A source that names somebody ten times names them; so do its copies.
    select
        entity_id, count(distinct source_number) as count_sources,
        count(distinct extraction_number)::bigint as count_articles, count(distinct outlet_number) as count_outlets
    from named_by
    where windows_ago = 0
    group by entity_id
),
named_before as (
    select entity_id, windows_ago, count(distinct source_number) as count_sources
    from named_by
    where windows_ago > 0 and entity_id in (select entity_id from named_by where windows_ago = 0)
    group by entity_id, windows_ago
),
usual as (
    select
        n.entity_id, sum(n.count_sources) as count_before,
        sum(n.count_sources * p.count_sources / t.count_sources) as sum_scaled,
        sum(pow(n.count_sources * p.count_sources / t.count_sources, 2)) as sum_squares
    from named_before as n
    join totals as t on t.windows_ago = n.windows_ago
    cross join present as p
    group by n.entity_id
),
compared as (
    select
        n.entity_id, n.count_sources, n.count_articles, n.count_outlets, coalesce(u.count_before, 0)::bigint as count_before,
        p.count_sources as total_sources, b.count_sources::bigint as total_before,
        burst_expected(coalesce(u.count_before, 0), b.count_sources, p.count_sources) as expected,
        burst_spread(u.sum_scaled, u.sum_squares, b.count_windows) as spread
    from named as n
    cross join before as b
    cross join present as p
    left join usual as u on u.entity_id = n.entity_id
)
select
    c.entity_id, e.name, e.type, c.count_sources, c.expected, c.count_sources / c.expected as ratio,
    burst_score(c.count_sources, c.expected, c.spread) as score,
    coalesce(c.count_sources >= 2 and burst_score(c.count_sources, c.expected, c.spread) >= 2, false) as is_trending,
    c.count_before, c.total_sources, c.total_before, c.spread, c.count_articles, c.count_outlets
from compared as c
join entities as e on e.entity_id = c.entity_id
order by score desc nulls last, c.count_sources desc, e.name, c.entity_id;
comment on macro table trending_entities is 'One row per entity that is named in the window, the greatest burst first: independent sources now, as many as were expected by its share before, their ratio, and a score in standard deviations. Without a baseline (nothing is stored of the weeks before) expected, ratio and score are null. Example: from trending_entities(7, ''Europe/Paris'') where is_trending limit 20';

-- One row per event that is reported on in the window.
create or replace macro trending_events(days := 7, zone := 'UTC', until := null) as table
with reported as materialized (
    select d.event_number, d.source_number, d.outlet_number, (w.last_day - d.day) // days as windows_ago
    from dated_within(days * (1 + burst_windows(days)), zone, until) as d
    cross join report_window(days, zone, until) as w
    where w.last_day is not null
),
totals as (
    select windows_ago, count(distinct source_number) as count_sources
    from reported
    group by windows_ago
),
before as (
    select count(*) as count_windows, coalesce(sum(count_sources), 0) as count_sources
    from totals
    where windows_ago > 0
),
present as (select count_sources from totals where windows_ago = 0),
told as (
    select
        event_number, windows_ago, count(distinct source_number) as count_sources, count(*) as count_articles,
        count(distinct outlet_number) as count_outlets
    from reported
    where event_number is not null
    group by event_number, windows_ago
),
usual as (
    select
        n.event_number, sum(n.count_sources) as count_before,
        sum(n.count_sources * p.count_sources / t.count_sources) as sum_scaled,
        sum(pow(n.count_sources * p.count_sources / t.count_sources, 2)) as sum_squares
    from told as n
    join totals as t on t.windows_ago = n.windows_ago
    cross join present as p
    where n.windows_ago > 0
    group by n.event_number
),
compared as (
    select
        n.event_number, n.count_sources, n.count_articles, n.count_outlets, coalesce(u.count_before, 0)::bigint as count_before,
        p.count_sources as total_sources, b.count_sources::bigint as total_before,
        burst_expected(coalesce(u.count_before, 0), b.count_sources, p.count_sources) as expected,
        burst_spread(u.sum_scaled, u.sum_squares, b.count_windows) as spread
    from told as n
    cross join before as b
    cross join present as p
    left join usual as u on u.event_number = n.event_number
    where n.windows_ago = 0
)
select
    i.event_id, i.title, c.count_sources, c.expected, c.count_sources / c.expected as ratio,
    burst_score(c.count_sources, c.expected, c.spread) as score,
    coalesce(c.count_sources >= 2 and burst_score(c.count_sources, c.expected, c.spread) >= 2, false) as is_trending,
    c.count_before, c.total_sources, c.total_before, c.spread, c.count_articles, c.count_outlets
from compared as c
join event_ids as i on i.rowid = c.event_number
order by score desc nulls last, c.count_sources desc, i.event_id;
comment on macro table trending_events is 'One row per event that is reported on in the window, the greatest burst first; columns as in trending_entities. Of an event that is new nothing was expected but half a source. Example: from trending_events(1, ''Europe/Paris'') where is_trending limit 20';
