-- Attempts and what went wrong with them: what fetching needs to remember.
update feed_entries
set
    count_attempts = r.count_attempts,
    next_attempt_at = r.next_attempt_at,
    problem_kind = r.problem.kind,
    problem_cause = r.problem.cause,
    problem_remedy = r.problem.remedy
from (
    select unnest(from_json_strict($rows, '[{
        "entry_id": "varchar", "count_attempts": "integer", "next_attempt_at": "timestamptz",
        "problem": {"kind": "varchar", "cause": "varchar", "remedy": "varchar"}
    }]')) as r
)
where r.entry_id = feed_entries.entry_id;
