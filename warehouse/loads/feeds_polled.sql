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
    problem_remedy = r.last_problem.remedy
from (
    select unnest(from_json_strict($rows, '[{
        "feed_id": "varchar", "outlet_name": "varchar", "time_zone": "varchar", "etag": "varchar",
        "last_modified": "varchar", "body_sha256": "varchar", "first_polled_at": "timestamptz",
        "last_polled_at": "timestamptz", "last_success_at": "timestamptz", "next_poll_at": "timestamptz",
        "count_failures": "integer",
        "last_problem": {"kind": "varchar", "cause": "varchar", "remedy": "varchar"}
    }]')) as r
)
where r.feed_id = feeds.feed_id;
