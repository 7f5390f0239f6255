-- What polling needs to remember of feeds.
update feeds
set
    outlet_name = coalesce(r.outlet_name, feeds.outlet_name),
    time_zone = coalesce(r.time_zone, feeds.time_zone),
    etag = r.etag,
    last_modified = r.last_modified,
    body_sha256 = r.body_sha256,
    first_polled_at = r.first_polled_at,
    last_polled_at = r.last_polled_at,
    last_success_at = r.last_success_at,
    next_poll_at = r.next_poll_at,
    count_failures = r.count_failures,
    problem_kind = r.last_problem.kind,
    problem_cause = r.last_problem.cause,
    problem_remedy = r.last_problem.remedy,
    fresh_until = r.fresh_until,
    ttl_minutes = r.ttl_minutes,
    skip_hours = r.skip_hours,
    skip_days = r.skip_days,
    publishes_every_minutes = r.publishes_every_minutes,
    moving_to = r.moving_to,
    wait_until = r.wait_until,
    last_new_at = r.last_new_at,
    self_url = r.self_address,
    entries_sha256 = r.entries_sha256,
    usual_seconds = r.usual_seconds,
    recent_seconds = r.recent_seconds
from (
    select unnest(from_json_strict($rows, '[{
        "feed_id": "varchar", "outlet_name": "varchar", "time_zone": "varchar", "etag": "varchar",
        "last_modified": "varchar", "body_sha256": "varchar", "first_polled_at": "timestamptz",
        "last_polled_at": "timestamptz", "last_success_at": "timestamptz", "next_poll_at": "timestamptz",
        "count_failures": "integer", "fresh_until": "timestamptz", "ttl_minutes": "integer",
        "skip_hours": ["integer"], "skip_days": ["integer"], "publishes_every_minutes": "double",
        "moving_to": "varchar", "wait_until": "timestamptz", "last_new_at": "timestamptz", "self_address": "varchar",
        "entries_sha256": "varchar", "usual_seconds": "double", "recent_seconds": "double",
        "last_problem": {"kind": "varchar", "cause": "varchar", "remedy": "varchar"}
    }]')) as r
)
where r.feed_id = feeds.feed_id;

-- When each feed was asked and could be read, by the hour: kept when fetches are forgotten.
merge into feed_hours as h
using (
    select
        r.feed_id, timezone('UTC', date_trunc('hour', timezone('UTC', r.last_polled_at))) as hour_at, r.last_polled_at,
        if(r.last_success_at = r.last_polled_at, r.last_polled_at, null) as read_at
    from (
        select unnest(from_json_strict($rows, '[{
            "feed_id": "varchar", "last_polled_at": "timestamptz", "last_success_at": "timestamptz"
        }]')) as r
    )
    where r.last_polled_at is not null
) as n
on n.feed_id = h.feed_id and n.hour_at = h.hour_at
when matched and n.last_polled_at > h.last_polled_at then update set
    count_polls = h.count_polls + 1, count_read = h.count_read + (n.read_at is not null)::integer,
    last_polled_at = n.last_polled_at, first_read_at = coalesce(h.first_read_at, n.read_at),
    last_read_at = coalesce(n.read_at, h.last_read_at)
when not matched then insert (
    feed_id, hour_at, count_polls, count_read, first_polled_at, last_polled_at, first_read_at, last_read_at
) values (
    n.feed_id, n.hour_at, 1, (n.read_at is not null)::integer, n.last_polled_at, n.last_polled_at, n.read_at, n.read_at
)
