-- One row per site whose robots.txt is known well enough, in the order of the fields of extractors.records.KeptRobots.
select site, fetched_at, status, body, problem_kind, problem_cause, problem_remedy
from robots
where fetched_at <= $now::timestamptz
and fetched_at > case
    when problem_kind is null then $good_since::timestamptz
    else $failed_since::timestamptz
end
order by site
