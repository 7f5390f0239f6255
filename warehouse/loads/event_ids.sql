-- Events that are new.
insert into event_ids (event_id, made_at, first_article_id)
with given as materialized (
    select r.event_id, r.article_id, r.is_new_event
    from (
        select unnest(from_json_strict($rows, '[{
            "event_id": "varchar", "article_id": "varchar", "is_new_event": "boolean"
        }]')) as r
    )
)
select event_id, $now::timestamptz, article_id
from given
where event_id not in (select event_id from event_ids where event_id in (select event_id from given))
qualify row_number() over (partition by event_id order by is_new_event desc, article_id) = 1
