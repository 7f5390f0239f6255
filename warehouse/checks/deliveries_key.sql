-- An alert goes to a channel once, and every delivery has its alert.
select alert_id, channel, count(*) as count_rows
from deliveries
group by alert_id, channel
having count(*) > 1
union all
select d.alert_id, d.channel, 0
from deliveries as d
anti join alerts as a on a.alert_id = d.alert_id
