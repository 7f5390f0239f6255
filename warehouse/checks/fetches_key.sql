-- Every request is on record once, under a run that is on record.
select fetch_id, count(*) as count_rows
from fetches
group by fetch_id
having count(*) > 1
union all
select f.fetch_id, 0
from fetches as f
anti join runs as r on r.run_id = f.run_id
