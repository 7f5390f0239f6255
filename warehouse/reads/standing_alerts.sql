-- One row per alert of the given statements, or of those that lead to them, that no later one corrects.
select
    a.alert_id, a.rule_id, a.figure_key, coalesce(r.to_statement_id, a.statement_id) as statement_id, a.quote_id, a.article_id, a.event_id, a.kind, f.entity_id,
    f.name
from alerts as a
join figures as f on f.figure_key = a.figure_key
left join statement_redirects as r on r.statement_id = a.statement_id
where coalesce(r.to_statement_id, a.statement_id) in (select unnest(from_json_strict($statement_ids, '["varchar"]')))
and a.alert_id not in (select corrects_alert_id from alerts where corrects_alert_id is not null)
order by a.alert_id
