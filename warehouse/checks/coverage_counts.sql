-- The days' articles add up to the list of reports, and a day without a number is a gap: nobody looked, nothing came later.
with days_seen as (from coverage_per_day(366, 'Asia/Kolkata')),
listed as (select count(*) as count_articles from reports_within(366, 'Asia/Kolkata') where day is not null)
select null::date as day, sum(d.count_articles) as counted, any_value(l.count_articles) as listed
from days_seen as d
cross join listed as l
having coalesce(sum(d.count_articles), 0) <> any_value(l.count_articles)
union all
select day, count_articles, null
from days_seen
where is_covered <> (count_articles is not null) and (is_covered or count_articles = 0)
