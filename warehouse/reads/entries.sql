-- One row per entry of the list, whatever its state.
select
    e.entry_id, e.feed_id, e.url, e.entry, e.first_seen_at, e.is_backlog, e.count_attempts, e.next_attempt_at, e.state,
    e.article_id, e.problem_kind, e.problem_cause, e.problem_remedy
from feed_entries as e
where e.entry_id in (select unnest(from_json_strict($entry_ids, '["varchar"]')))
order by e.entry_id
