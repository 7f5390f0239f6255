-- The listed rules, and only they, make alerts.
create or replace temp table listed as
select r.rule_id, r.figure_key, r.kind
from (
    select unnest(from_json_strict($rows, '[{"rule_id": "varchar", "figure_key": "varchar", "kind": "varchar"}]')) as r
);

update alert_rules
set is_active = rule_id in (select rule_id from listed)
where is_active <> (rule_id in (select rule_id from listed));

insert into alert_rules (rule_id, figure_key, kind, is_active, made_at)
select rule_id, figure_key, kind, true, $now::timestamptz
from listed
where rule_id not in (select rule_id from alert_rules)
qualify row_number() over (partition by rule_id) = 1;

drop table listed;
