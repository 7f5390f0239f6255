-- New entries, and entries whose state changed: what readers see.
merge into feed_entries as e
using (
    select
        r.entry_id, r.feed_id, r.address as url, r.entry, r.state, r.article_id, r.is_backlog, r.first_seen_at,
        r.count_attempts, r.next_attempt_at, r.problem.kind as problem_kind, r.problem.cause as problem_cause,
        r.problem.remedy as problem_remedy
    from (
        select unnest(from_json_strict($rows, '[{
            "entry_id": "varchar", "feed_id": "varchar", "address": "varchar", "entry": "json", "state": "varchar",
            "article_id": "varchar", "is_backlog": "boolean", "first_seen_at": "timestamptz",
            "count_attempts": "integer", "next_attempt_at": "timestamptz",
            "problem": {"kind": "varchar", "cause": "varchar", "remedy": "varchar"}
        }]')) as r
    )
    qualify row_number() over (partition by r.entry_id order by r.count_attempts desc) = 1
) as n
on n.entry_id = e.entry_id
when matched and (e.state <> n.state or e.article_id is distinct from n.article_id)
then update set state = n.state, article_id = n.article_id
when not matched then insert by name;
