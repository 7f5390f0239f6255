-- Events that are new.
insert into event_ids (event_id, made_at, first_article_id)
select r.event_id, $now::timestamptz, r.article_id
from (
    select unnest(from_json_strict($rows, '[{
        "event_id": "varchar", "article_id": "varchar", "is_new_event": "boolean"
    }]')) as r
)
where r.event_id not in (select event_id from event_ids)
qualify row_number() over (partition by r.event_id order by r.is_new_event desc, r.article_id) = 1
