-- Every figure has its entity.
select f.figure_key, f.entity_id
from figures as f
anti join entities as e on e.entity_id = f.entity_id
