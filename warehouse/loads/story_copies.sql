-- Articles that tell one story: the newest decision counts, and only a different one is written.
merge into story_copies as c
using (
    select r.article_id, r.story_id, r.original_id, r.similarity, r.reason, r.agency, $now::timestamptz as decided_at
    from (
        select unnest(from_json_strict($rows, '[{
            "article_id": "varchar", "story_id": "varchar", "original_id": "varchar", "similarity": "double",
            "reason": "varchar", "agency": "varchar"
        }]')) as r
    )
    qualify row_number() over (partition by r.article_id order by r.story_id) = 1
) as n
on n.article_id = c.article_id
when matched and (
    c.story_id <> n.story_id or c.original_id <> n.original_id or c.agency is distinct from coalesce(n.agency, c.agency)
)
then update set
    story_id = n.story_id, original_id = n.original_id, similarity = n.similarity, reason = n.reason,
    agency = coalesce(n.agency, c.agency), decided_at = n.decided_at
when not matched then insert by name;
