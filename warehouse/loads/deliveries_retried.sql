-- What was given up waits again, on one channel or, where none is named, on all of them; and these are tried at once.
-- An alert that turned out to be wrong meanwhile is not sent again.
update channel_states
set count_failures = 0, failing_since = null, retry_at = null, error = null, told_at = null
where ($channel::varchar is null or channel = $channel)
and channel in (select channel from deliveries where state = 'given up')
and channel in (select unnest(from_json_strict($channels, '["varchar"]')));

update deliveries
set state = 'pending', count_attempts = 0, next_attempt_at = $now::timestamptz, retried_at = $now::timestamptz
where state = 'given up'
and ($channel::varchar is null or channel = $channel)
and channel in (select unnest(from_json_strict($channels, '["varchar"]')))
and alert_id not in (select corrects_alert_id from alerts where corrects_alert_id is not null);
