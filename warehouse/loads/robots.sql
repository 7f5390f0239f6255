-- What was fetched of robots.txt takes the place of what was known; what nobody needs any more goes.
merge into robots as k
using (
    select
        r.site, r.fetched_at, r.status, r.body, r.problem.kind as problem_kind, r.problem.cause as problem_cause,
        r.problem.remedy as problem_remedy
    from (
        select unnest(from_json_strict($rows, '[{
            "site": "varchar", "fetched_at": "timestamptz", "status": "integer", "body": "varchar",
            "problem": {"kind": "varchar", "cause": "varchar", "remedy": "varchar"}
        }]')) as r
    )
    qualify row_number() over (partition by r.site order by r.fetched_at desc) = 1
) as n
on n.site = k.site
when matched and n.fetched_at > k.fetched_at then update set
    fetched_at = n.fetched_at, status = n.status, body = n.body, problem_kind = n.problem_kind,
    problem_cause = n.problem_cause, problem_remedy = n.problem_remedy
when not matched then insert by name;

delete from robots where fetched_at < $forgotten_before::timestamptz
