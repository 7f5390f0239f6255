-- Every entity that a speaker is, is known.
select s.quote_id, s.position, s.entity_id
from quote_speakers as s
anti join entities as e on e.entity_id = s.entity_id
where s.entity_id is not null
