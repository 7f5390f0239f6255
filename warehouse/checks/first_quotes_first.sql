-- Nobody whose first quote is told was quoted before it, at all or on the event.
select f.quote_id, f.entity_id, null as event_id
from first_quotes(366, 'Asia/Kolkata') as f
semi join said_by as s on s.entity_id = f.entity_id and s.reported_at < f.reported_at
union all
select f.quote_id, f.entity_id, f.event_id
from first_quotes_on_events(366, 'Asia/Kolkata') as f
semi join said_by as s on s.entity_id = f.entity_id and s.event_id = f.event_id and s.reported_at < f.reported_at
