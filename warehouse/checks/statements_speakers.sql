-- Every entity that a statement's speaker is, is known.
select s.statement_id, s.entity_id
from (select statement_id, unnest(speaker_ids) as entity_id from statements) as s
anti join entities as e on e.entity_id = s.entity_id
