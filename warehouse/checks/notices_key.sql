-- A notice is made once, and goes to a channel once.
select notice_id, null as channel, count(*) as count_rows
from notices
group by notice_id
having count(*) > 1
union all
select notice_id, channel, count(*)
from notice_deliveries
group by notice_id, channel
having count(*) > 1
