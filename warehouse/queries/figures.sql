-- One row per tracked figure: how often it was quoted and when last, by how many outlets, and what alerts that made.
with quoted as (
    from speaker_totals where entity_id in (select entity_id from figures)
),
alerted as (
    select figure_key, count(*) as count_alerts, max(decided_at) as last_alert_at
    from alerts
    group by figure_key
)
select
    f.figure_key, f.name, f.type, coalesce(q.count_statements, 0) as count_statements,
    coalesce(q.count_quotes, 0) as count_quotes, coalesce(q.count_articles, 0) as count_articles,
    coalesce(q.count_outlets, 0) as count_outlets, q.last_quoted_at, coalesce(a.count_alerts, 0) as count_alerts,
    a.last_alert_at, f.aliases, f.tracked_since, f.entity_id
from figures as f
left join quoted as q on q.entity_id = f.entity_id
left join alerted as a on a.figure_key = f.figure_key
where f.is_active
order by count_statements desc, f.name
