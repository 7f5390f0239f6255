-- One row per watched feed, in the order of the fields of extractors.records.FeedState; its problem is three columns.
select
    feed_id, url, title, outlet_name, time_zone, state, etag, last_modified, body_sha256, first_polled_at,
    last_polled_at, last_success_at, next_poll_at, count_failures, problem_kind, problem_cause, problem_remedy,
    moved_to, fresh_until, ttl_minutes, coalesce(skip_hours, []) as skip_hours, coalesce(skip_days, []) as skip_days,
    publishes_every_minutes, same_as, told, moving_to, wait_until, last_new_at, self_url, entries_sha256,
    usual_seconds, recent_seconds, coalesce(is_slow, false) as is_slow
from feeds
where is_active
order by feed_id
