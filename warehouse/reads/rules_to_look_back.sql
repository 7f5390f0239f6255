-- One row per active rule that was asked to look back and has not yet.
select r.rule_id
from alert_rules as r
join figures as f on f.figure_key = r.figure_key
where r.is_active and f.is_active and r.is_looking_back and r.looked_back_at is null
