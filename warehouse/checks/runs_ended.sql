-- A run that has ended says when.
select run_id, state, ended_at
from runs
where (state = 'running') <> (ended_at is null)
