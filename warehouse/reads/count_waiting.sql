-- One row per channel: how many deliveries and notices wait for it, whenever they are due.
select channel, count(*)
from (
    select channel from deliveries where state in ('pending', 'failed')
    union all
    select channel from notice_deliveries where state in ('pending', 'failed')
)
group by channel
