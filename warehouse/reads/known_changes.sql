-- One row per change of these articles that is on record.
select change_id
from article_changes
where change_id is not null and article_id in (select unnest(from_json_strict($article_ids, '["varchar"]')))
