-- A merged event leads in one step to an event that was made and is not merged itself.
select r.event_id, r.to_event_id
from event_redirects as r
left join event_ids as i on i.event_id = r.to_event_id
left join event_redirects as n on n.event_id = r.to_event_id
where i.event_id is null or n.event_id is not null
