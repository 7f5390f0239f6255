-- A figure's days add up to the list of its quotes, and a covered day has a number.
with calendar as (
    select f.entity_id, sum(c.count_quotes) as count_quotes, bool_or(c.is_covered and c.count_quotes is null) as is_broken
    from figure_calendar(366, 'Asia/Kolkata') as c
    join figures as f on f.figure_key = c.figure_key
    group by f.entity_id
),
listed as (
    select entity_id, count(distinct quote_id) as count_quotes
    from said_within(366, 'Asia/Kolkata')
    where day is not null
    group by entity_id
)
select c.entity_id, c.count_quotes, l.count_quotes as listed
from calendar as c
left join listed as l on l.entity_id = c.entity_id
where c.is_broken or coalesce(c.count_quotes, 0) <> coalesce(l.count_quotes, 0)
