-- One row per article of one event and quote in it, in the order of time; `is_first` where nobody reported the
-- statement before. $event: its id; merged ids resolve.
select t.*, q.statement_id, s.first_quote_id = t.quote_id as is_first, s.altered_of is not null as is_altered
from event_timeline($event::varchar) as t
left join current_quotes as q on q.quote_id = t.quote_id
left join statements as s on s.statement_id = q.statement_id
order by t.reported_at, t.article_id, q.char_start
