-- What waits for a time that a clock reckoned which has been set back since is due now. (Else a clock that was a year
-- ahead for an hour would keep feeds from being read, and alerts from being sent, for a year.)
update feeds set next_poll_at = $now::timestamptz, wait_until = null, fresh_until = null
where greatest(next_poll_at, wait_until) > $now::timestamptz
and last_polled_at > $now::timestamptz + interval 1 minute;

update feeds set last_new_at = $now::timestamptz
where last_new_at > $now::timestamptz + interval 1 minute;

update feed_entries set next_attempt_at = $now::timestamptz
where state = 'pending'
and next_attempt_at > $now::timestamptz
and (first_seen_at > $now::timestamptz + interval 1 minute or next_attempt_at > $now::timestamptz + interval 8 days);

update page_visits set next_visit_at = $now::timestamptz
where next_visit_at > $now::timestamptz
and (
    next_visit_at > $now::timestamptz + interval 8 days
    or article_id in (select a.article_id from articles as a where a.first_seen_at > $now::timestamptz + interval 1 minute)
);

update alerts set due_at = $now::timestamptz
where due_at > $now::timestamptz
and decided_at > $now::timestamptz + interval 1 minute
and alert_id in (select alert_id from deliveries where state in ('pending', 'failed'));

update deliveries set next_attempt_at = $now::timestamptz
where state in ('pending', 'failed')
and next_attempt_at > $now::timestamptz
and (
    last_attempt_at > $now::timestamptz + interval 1 minute
    or alert_id in (select a.alert_id from alerts as a where a.decided_at > $now::timestamptz + interval 1 minute)
);

update channel_states set retry_at = $now::timestamptz
where retry_at > $now::timestamptz and failing_since > $now::timestamptz + interval 1 minute
