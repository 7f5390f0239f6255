-- What was merged became, step by step, what its id resolves to now.
with recursive merges as (
    select event_id as merged_id, to_event_id as now_id, merged_into from event_redirects
    union all
    select statement_id, to_statement_id, merged_into from statement_redirects
),
steps as (
    select merged_id, now_id, merged_into as into_id from merges where merged_into is not null
    union
    select s.merged_id, s.now_id, coalesce(m.merged_into, m.now_id)
    from steps as s
    join merges as m on m.merged_id = s.into_id
)
select merged_id, now_id
from steps
group by merged_id, now_id
having not bool_or(into_id = now_id)
