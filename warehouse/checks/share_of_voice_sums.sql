-- The shares of all speakers make one, over all and for each outlet, and their quotes are those of the list.
with sums as (
    select 'all' as whose, sum(share_statements) as statements, sum(share_reports) as reports
    from share_of_voice(366, 'Asia/Kolkata')
    union all
    select outlet_id, sum(share_statements), sum(share_reports)
    from share_of_voice_by_outlet(366, 'Asia/Kolkata')
    group by outlet_id
),
counted as (select coalesce(sum(count_quotes), 0) as count_quotes from share_of_voice(366, 'Asia/Kolkata')),
listed as (
    select count(*) as count_quotes
    from (select distinct quote_id, entity_id from said_within(366, 'Asia/Kolkata'))
)
select whose, statements, reports
from sums
where abs(statements - 1) > 1e-9 or abs(reports - 1) > 1e-9
union all
select 'list', c.count_quotes, l.count_quotes
from counted as c
cross join listed as l
where c.count_quotes <> l.count_quotes
