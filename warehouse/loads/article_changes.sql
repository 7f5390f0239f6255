-- What changed in an article's text or title, or that its page is gone: once.
insert into article_changes (
    change_id, article_id, from_version_id, to_version_id, change, before, after, detected_at
)
select r.change_id, r.article_id, r.from_version_id, r.to_version_id, r.change, r.before, r.after, r.detected_at
from (
    select unnest(from_json_strict($changes, '[{
        "change_id": "varchar", "article_id": "varchar", "from_version_id": "varchar", "to_version_id": "varchar",
        "change": "varchar", "before": "varchar", "after": "varchar", "detected_at": "timestamptz"
    }]')) as r
)
where r.change_id not in (select c.change_id from article_changes as c where c.article_id = r.article_id and c.change_id is not null)
