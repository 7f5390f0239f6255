-- Alerts that were not made before.
insert into alerts (
    alert_id, rule_id, figure_key, statement_id, quote_id, article_id, event_id, decided_at, due_at, reason,
    kind, corrects_alert_id, digest, evidence
)
select
    r.alert_id, r.rule_id, r.figure_key, r.statement_id, r.quote_id, r.article_id, r.event_id, r.decided_at, r.due_at,
    r.reason, r.kind, r.corrects_alert_id, r.digest,
    coalesce(r.evidence, (select o.evidence from alerts as o where o.alert_id = r.corrects_alert_id)) as evidence
from (
    select unnest(from_json_strict($rows, '[{
        "alert_id": "varchar", "rule_id": "varchar", "figure_key": "varchar", "statement_id": "varchar",
        "quote_id": "varchar", "article_id": "varchar", "event_id": "varchar", "decided_at": "timestamptz",
        "due_at": "timestamptz", "reason": "varchar", "kind": "varchar", "corrects_alert_id": "varchar",
        "digest": "varchar", "evidence": "json"
    }]')) as r
)
where r.alert_id not in (select alert_id from alerts)
qualify row_number() over (partition by r.alert_id order by r.quote_id) = 1
