-- Every entity has a spelling, and every spelling an entity; each spelling once (merged entities may share one).
select e.entity_id, null as alias
from entities as e
anti join entity_aliases as a on a.entity_id = e.entity_id
union all
select a.entity_id, a.alias
from entity_aliases as a
anti join entities as e on e.entity_id = a.entity_id
union all
select coalesce(unjudged_id, entity_id), alias
from entity_aliases
group by coalesce(unjudged_id, entity_id), alias
having count(*) > 1
