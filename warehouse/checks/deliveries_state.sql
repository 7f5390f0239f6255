-- A delivery is pending, failed, delivered, given up or withdrawn; delivered ones say when, and nothing more is due for them.
-- A withdrawn one keeps its time until it was looked up whether it had gone out before.
select alert_id, channel, state, delivered_at, next_attempt_at
from deliveries
where state not in ('pending', 'failed', 'delivered', 'given up', 'withdrawn')
or (state = 'delivered') <> (delivered_at is not null)
or (state in ('delivered', 'given up') and next_attempt_at is not null)
