-- The event of a statement was made and is not merged into another one.
select s.statement_id, s.event_id
from statements as s
left join event_ids as i on i.event_id = s.event_id
left join event_redirects as r on r.event_id = s.event_id
where s.event_id is not null and (i.event_id is null or r.event_id is not null)
