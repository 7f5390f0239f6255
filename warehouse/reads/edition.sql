-- One row: which warehouse this is, and how often what people query has changed in it.
select left(o.warehouse_id, 8) || '-' || s.generation as edition, s.generation
from schema_origin as o
cross join warehouse_state as s
