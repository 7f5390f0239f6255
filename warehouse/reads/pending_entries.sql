-- One row per entry of a watched feed whose page is to be fetched now, the oldest first.
select
    e.entry_id, e.feed_id, e.url, e.entry, e.first_seen_at, e.is_backlog, e.count_attempts, e.next_attempt_at, e.state,
    e.article_id, e.problem_kind, e.problem_cause, e.problem_remedy
from feed_entries as e
join feeds as f on f.feed_id = e.feed_id and f.is_active
where e.state = 'pending' and (e.next_attempt_at is null or e.next_attempt_at <= $now::timestamptz)
order by e.first_seen_at, e.entry_id
limit $limit::bigint
