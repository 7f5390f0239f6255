-- A feed and day is one row, read at most in as many hours as it was asked, and without a number only in a gap.
select feed_id, day, count(*) as count_rows
from coverage_per_feed_per_day(366, 'Asia/Kolkata')
group by feed_id, day
having count(*) > 1
or bool_or(count_hours_read > count_hours_asked)
or bool_or(is_covered and count_articles is null)
or bool_or(is_covered <> (count_hours_read > 0))
