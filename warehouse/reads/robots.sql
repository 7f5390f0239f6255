-- One row per site whose robots.txt is known well enough, in the order of the fields of extractors.records.KeptRobots;
-- the newest of them, as far as the memory goes that they may take: strangers choose how many sites their feeds link to.
select site, fetched_at, status, body, problem_kind, problem_cause, problem_remedy
from robots
where fetched_at <= $now::timestamptz
and fetched_at > case
    when problem_kind is null then $good_since::timestamptz
    else $failed_since::timestamptz
end
qualify sum(1000 + coalesce(length(body), 0)) over (order by fetched_at desc, site) <= $most_characters::bigint
order by site
