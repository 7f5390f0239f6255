-- One row: one event, how widely it is covered, and the ids that were merged into it. $event: its id; merged ids resolve.
with asked as materialized (
    select coalesce(
        (select r.to_event_id from event_redirects as r where r.event_id = $event::varchar), $event::varchar
    ) as event_id
)
select
    v.*,
    coalesce(m.main_entities, []) as main_entities,
    coalesce((
        select list(r.event_id order by r.merged_at, r.event_id)
        from event_redirects as r
        where r.to_event_id = v.event_id
    ), []) as merged_ids
from event_coverage as v
left join main_entities_of((select list(event_id) from asked)) as m on m.event_id = v.event_id
where v.event_id = (select event_id from asked)
