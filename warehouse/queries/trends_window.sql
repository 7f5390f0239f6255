-- One row: what the trends of a window of days rest on: its days, how much was reported on them, and which are gaps.
-- $days: how many; $zone: whose days; $until: the last one, null for the newest there is.
with covered as (from coverage_per_day($days::bigint, $zone::varchar, $until::date))
select
    w.first_day, w.last_day,
    (select count(*) from reports_within($days::bigint, $zone::varchar, $until::date)) as count_articles,
    (select count(distinct source_id) from reports_within($days::bigint, $zone::varchar, $until::date)) as count_sources,
    (select count(*) from reports where reported_at is null) as count_undated,
    coalesce((select list(day order by day) from covered where not is_covered), []) as gap_days,
    coalesce((
        select list(day order by day) from covered where is_covered and count_feeds_read < count_feeds
    ), []) as partly_read_days,
    exists (
        select 1
        from report_windows($days::bigint, $zone::varchar, $until::date)
        where windows_ago > 0
    ) as has_baseline
from report_window($days::bigint, $zone::varchar, $until::date) as w
