-- A feed that is not well says what is wrong.
select feed_id, state, problem_cause
from feeds
where state not in ('new', 'fine') and problem_cause is null
