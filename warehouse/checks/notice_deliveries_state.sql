-- A notice is pending, failed, delivered or given up; delivered ones say when, and nothing more is due for them.
select d.notice_id, d.channel, d.state, d.delivered_at, d.next_attempt_at
from notice_deliveries as d
where d.state not in ('pending', 'failed', 'delivered', 'given up')
or (d.state = 'delivered') <> (d.delivered_at is not null)
or (d.state in ('delivered', 'given up') and d.next_attempt_at is not null)
or d.notice_id not in (select notice_id from notices)
