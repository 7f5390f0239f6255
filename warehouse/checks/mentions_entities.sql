-- Every entity that a mention names is known.
select m.mention_id, m.entity_id
from mentions as m
anti join entities as e on e.entity_id = m.entity_id
where m.entity_id is not null
