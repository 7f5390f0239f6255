-- One row per active rule of an active figure.
select r.rule_id, f.figure_key, f.name, f.entity_id, r.kind
from alert_rules as r
join figures as f on f.figure_key = r.figure_key
where r.is_active and f.is_active
order by r.rule_id
