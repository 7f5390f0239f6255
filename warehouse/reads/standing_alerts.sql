-- One row per alert of the given statements that no later one corrects.
select
    a.alert_id, a.rule_id, a.figure_key, a.statement_id, a.quote_id, a.article_id, a.event_id, a.kind, f.entity_id,
    f.name
from alerts as a
join figures as f on f.figure_key = a.figure_key
where a.statement_id in (select unnest(from_json_strict($statement_ids, '["varchar"]')))
and a.alert_id not in (select corrects_alert_id from alerts where corrects_alert_id is not null)
order by a.alert_id
