-- Rules that were held against what was on record before them.
update alert_rules
set looked_back_at = $now::timestamptz
where rule_id in (select unnest(from_json_strict($rule_ids, '["varchar"]'))) and looked_back_at is null
