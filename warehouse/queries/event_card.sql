-- One row: one event, how widely it is covered, and the ids that were merged into it. $event: its id; merged ids resolve.
select
    v.*,
    coalesce((
        select list(r.event_id order by r.merged_at, r.event_id)
        from event_redirects as r
        where r.to_event_id = v.event_id
    ), []) as merged_ids
from events as v
where v.event_id = coalesce(
    (select r.to_event_id from event_redirects as r where r.event_id = $event::varchar), $event::varchar
)
