-- What Prefect was told is an alert, and was told once.
select alert_id, count(*) as count_rows
from alert_events
group by alert_id
having count(*) > 1 or alert_id not in (select alert_id from alerts)
