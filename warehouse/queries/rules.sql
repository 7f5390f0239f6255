-- One row per active rule: what it waits for, when and where its alerts go, and what it made.
with made as (
    select rule_id, count(*) as count_alerts, max(decided_at) as last_alert_at
    from alerts
    where kind in ('news', 'edit')
    group by rule_id
)
select
    f.name as figure, r.kind, r.quiet, r.digest, coalesce(m.count_alerts, 0) as count_alerts, m.last_alert_at,
    coalesce(r.channels, []) as channels, coalesce(r.since, r.made_at) as since,
    coalesce(r.is_looking_back, false) as is_looking_back, r.made_at, f.figure_key, r.rule_id
from alert_rules as r
join figures as f on f.figure_key = r.figure_key
left join made as m on m.rule_id = r.rule_id
where r.is_active and f.is_active
order by f.name, r.kind, r.rule_id
