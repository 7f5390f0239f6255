update runs
set state = 'failed', ended_at = $now, error = 'It was killed, or the machine stopped.'
where state = 'running' and started_at < $before
