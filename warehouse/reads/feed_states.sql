-- One row per watched feed, in the order of the fields of extractors.records.FeedState.
select
    feed_id, url, title, outlet_name, time_zone, state, etag, last_modified, body_sha256, first_polled_at,
    last_polled_at, last_success_at, next_poll_at, count_failures, problem_kind, problem_cause, problem_remedy
from feeds
where is_active
order by feed_id
