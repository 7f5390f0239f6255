-- One alert for each rule, figure and statement, or edit of it; corrections aside, of which there is one for each alert.
select rule_id, figure_key, statement_id, count(*) as count_alerts
from alerts
where corrects_alert_id is null
group by rule_id, figure_key, statement_id, case when kind = 'edit' then evidence ->> 'change_id' end
having count(*) > 1
union all
select rule_id, figure_key, corrects_alert_id, count(*)
from alerts
where corrects_alert_id is not null
group by all
having count(*) > 1
