insert into runs (run_id, flow, state, started_at)
values ($run_id, $flow, 'running', $now)
on conflict do nothing
