-- Nobody was quoted during their silence.
select s.figure_key, s.last_day_quoted, q.day
from silences(366, 'Asia/Kolkata') as s
join figures as f on f.figure_key = s.figure_key
join said_within(366, 'Asia/Kolkata') as q
    on q.entity_id = f.entity_id and q.day > s.last_day_quoted and (s.ended_day is null or q.day < s.ended_day)
