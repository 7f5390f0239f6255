-- What trends has no more sources than there are in all, now and before.
with trending as (
    select entity_id as thing_id, count_sources, total_sources, count_before, total_before, count_articles
    from trending_entities(7, 'Asia/Kolkata')
    union all
    select event_id, count_sources, total_sources, count_before, total_before, count_articles
    from trending_events(7, 'Asia/Kolkata')
),
windows as (
    select
        coalesce(sum(count_sources) filter (windows_ago = 0), 0) as total_sources,
        coalesce(sum(count_sources) filter (windows_ago > 0), 0) as total_before
    from report_windows(7, 'Asia/Kolkata')
)
select t.*
from trending as t
cross join windows as w
where t.count_sources > t.total_sources or t.count_before > t.total_before or t.count_sources > t.count_articles
or t.total_sources <> w.total_sources or t.total_before <> w.total_before
