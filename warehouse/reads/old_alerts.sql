-- One row per alert of one of the statements, or of one that leads to it.
select a.alert_id
from alerts as a
left join statement_redirects as r on r.statement_id = a.statement_id
where coalesce(r.to_statement_id, a.statement_id) in (select unnest(from_json_strict($statement_ids, '["varchar"]')))
