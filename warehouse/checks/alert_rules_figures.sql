-- Every rule is about a figure.
select r.rule_id, r.figure_key
from alert_rules as r
anti join figures as f on f.figure_key = r.figure_key
