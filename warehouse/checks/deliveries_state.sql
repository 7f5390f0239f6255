-- A delivery is pending, failed, delivered, given up or withdrawn; delivered ones say when, and nothing more is due for them.
select alert_id, channel, state, delivered_at, next_attempt_at
from deliveries
where state not in ('pending', 'failed', 'delivered', 'given up', 'withdrawn')
or (state = 'delivered') <> (delivered_at is not null)
or (state in ('delivered', 'given up', 'withdrawn') and next_attempt_at is not null)
