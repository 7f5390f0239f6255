-- An article's first event was made, and it was assigned to it no later than to the present one.
select e.article_id, e.first_event_id
from event_articles as e
left join event_ids as i on i.event_id = e.first_event_id
where e.first_event_id is not null
and (i.event_id is null or e.first_assigned_at is null or e.first_assigned_at > e.assigned_at)
