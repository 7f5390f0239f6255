-- One row per entity of the given ids.
select entity_id, name
from entities
where entity_id in (select unnest(from_json_strict($entity_ids, '["varchar"]')))
