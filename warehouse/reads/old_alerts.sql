-- One row per alert of one of the statements.
select alert_id
from alerts
where statement_id in (select unnest(from_json_strict($statement_ids, '["varchar"]')))
