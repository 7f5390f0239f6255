-- The state of the warehouse is one row.
select count(*) as count_rows
from warehouse_state
having count(*) <> 1
