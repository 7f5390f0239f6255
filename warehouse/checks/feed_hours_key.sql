-- What is known of a feed and hour is one row; its polls lie within the hour, and it was read at most as often as asked.
select feed_id, hour_at, count(*) as count_rows
from feed_hours
group by feed_id, hour_at
having count(*) > 1
or not bool_and(
    count_read between 0 and count_polls and (count_read = 0) = (first_read_at is null)
    and first_polled_at >= hour_at and last_polled_at < hour_at + to_hours(1)
    and first_polled_at <= last_polled_at
    and coalesce(first_read_at, first_polled_at) >= first_polled_at
    and coalesce(last_read_at, last_polled_at) <= last_polled_at
)
