-- Articles that move to another event: the move leaves a row, and the article's event is the new one.
create or replace temp table moving as
select r.article_id, r.from_event_id, coalesce(d.to_event_id, r.to_event_id) as to_event_id, r.score, r.reason
from (
    select unnest(from_json_strict($moves, '[{
        "article_id": "varchar", "from_event_id": "varchar", "to_event_id": "varchar", "score": "double",
        "reason": "varchar"
    }]')) as r
)
left join event_redirects as d on d.event_id = r.to_event_id
where exists (
    select 1
    from event_articles as e
    where e.article_id = r.article_id and e.event_id <> coalesce(d.to_event_id, r.to_event_id)
)
qualify row_number() over (partition by r.article_id order by r.score desc) = 1;

insert into event_moves (article_id, from_event_id, to_event_id, score, reason, moved_at)
select article_id, from_event_id, to_event_id, score, reason, $now::timestamptz
from moving;

update event_articles
set event_id = m.to_event_id, score = m.score, rule = 'moved', reason = m.reason, assigned_at = $now::timestamptz
from moving as m
where m.article_id = event_articles.article_id;

drop table moving;
