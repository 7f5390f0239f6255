-- Merged events: every id resolves in one step, to an event that is not merged itself.
create or replace temp table merged as
select r.event_id, r.to_event_id, r.score, r.reason
from (
    select unnest(from_json_strict($rows, '[{
        "event_id": "varchar", "to_event_id": "varchar", "score": "double", "reason": "varchar"
    }]')) as r
)
where r.event_id <> r.to_event_id
qualify row_number() over (partition by r.event_id order by r.score desc, r.to_event_id) = 1;

create or replace temp table ends as
with recursive steps as (
    select event_id, to_event_id, 1 as count_steps from merged
    union
    select s.event_id, coalesce(m.to_event_id, d.to_event_id), s.count_steps + 1
    from steps as s
    left join merged as m on m.event_id = s.to_event_id
    left join event_redirects as d on d.event_id = s.to_event_id
    where coalesce(m.to_event_id, d.to_event_id) is not null and s.count_steps < 100
)
select event_id, arg_max(to_event_id, count_steps) as to_event_id
from steps
group by event_id;

insert into event_redirects (event_id, to_event_id, score, reason, merged_at, merged_into)
select m.event_id, e.to_event_id, m.score, m.reason, $now::timestamptz, e.to_event_id
from merged as m
join ends as e on e.event_id = m.event_id and e.to_event_id <> m.event_id
where m.event_id not in (select event_id from event_redirects);

update event_redirects
set to_event_id = e.to_event_id
from ends as e
where e.event_id = event_redirects.to_event_id and event_redirects.event_id <> e.to_event_id;

update event_articles
set event_id = d.to_event_id
from event_redirects as d
where d.event_id = event_articles.event_id and d.to_event_id in (select to_event_id from ends);

update statements
set event_id = d.to_event_id
from event_redirects as d
where d.event_id = statements.event_id and d.to_event_id in (select to_event_id from ends);

drop table merged;
drop table ends;
