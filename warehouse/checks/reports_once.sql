-- Each article is one report, and reports of a window are all that were reported on its days.
select 'reports' as list, (select count(*) from reports) as count_rows, (select count(*) from articles) as count_articles
where (select count(*) from reports) <> (select count(*) from articles)
union all
select 'reports_within', w.count_rows, r.count_rows
from (select count(*) as count_rows from reports_within(36500, 'Asia/Kolkata')) as w
cross join (
    select count(*) as count_rows
    from reports
    where newest_day('Asia/Kolkata') is null
    or day_of(reported_at, published_precision, 'Asia/Kolkata')
        between newest_day('Asia/Kolkata') - 36499 and newest_day('Asia/Kolkata')
) as r
where w.count_rows <> r.count_rows
