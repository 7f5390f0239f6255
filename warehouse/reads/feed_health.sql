-- One row per watched feed, in the order of the fields of extractors.records.FeedHealth.
select feed_id, name, state, problem_kind, cause, remedy, count_failures, last_success_at, same_as, told
from feed_health
order by feed_id
