-- Every move is of an article, between two events that were made.
select m.*
from event_moves as m
left join event_ids as f on f.event_id = m.from_event_id
left join event_ids as t on t.event_id = m.to_event_id
left join articles as a on a.article_id = m.article_id
where f.event_id is null or t.event_id is null or a.article_id is null or m.from_event_id = m.to_event_id
