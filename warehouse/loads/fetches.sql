-- Requests of one run.
insert into fetches (
    fetch_id, run_id, feed_id, purpose, url, final_url, outcome, status, count_bytes, elapsed_seconds, problem_kind,
    problem_cause, problem_remedy, raw_file, raw_record_id, started_at
)
select
    r.fetch_id, $run_id, f.feed_id, f.purpose, f.address, f.final_address, f.outcome, f.status, f.count_bytes,
    f.elapsed, f.problem.kind, f.problem.cause, f.problem.remedy, f.raw.file, f.raw.record_id, f.started_at
from (
    select r, r.fetch as f
    from (
        select unnest(from_json_strict($rows, '[{
            "fetch_id": "varchar",
            "fetch": {
                "feed_id": "varchar", "purpose": "varchar", "address": "varchar", "final_address": "varchar",
                "outcome": "varchar", "status": "integer", "count_bytes": "bigint", "elapsed": "double",
                "problem": {"kind": "varchar", "cause": "varchar", "remedy": "varchar"},
                "raw": {"file": "varchar", "record_id": "varchar"}, "started_at": "timestamptz"
            }
        }]')) as r
    )
)
where r.fetch_id not in (select fetch_id from fetches)
