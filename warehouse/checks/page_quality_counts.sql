-- What is counted of an outlet's pages is what its lists hold: a page gave text or has one reason why not.
with counted as (
    select * from page_quality_within(36500, null)
),
listed as (
    select outlet, count(*) as count_pages, count(*) filter (problem_kind is null) as count_with_text
    from page_outcomes
    group by outlet
),
found as (
    select
        outlet, count(*) as count_rows, sum(count_pages) as count_pages, sum(count_with_text) as count_with_text,
        sum(
            count_with_text + count_consent_walls + count_paywall_teasers + count_video_captions + count_live_indexes
            + count_link_lists + count_no_text + count_other_problems
        ) as count_parts,
        min(count_other_problems) as least_others
    from counted
    group by outlet
)
select coalesce(f.outlet, l.outlet) as outlet, f.count_pages, l.count_pages as listed_pages
from found as f
full join listed as l on l.outlet = f.outlet
where f.count_rows is distinct from 1
or f.count_pages <> coalesce(l.count_pages, 0)
or f.count_with_text <> coalesce(l.count_with_text, 0)
or f.count_parts <> f.count_pages
or f.least_others < 0
