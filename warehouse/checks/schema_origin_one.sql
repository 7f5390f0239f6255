-- The warehouse has one id.
select count(*) as count_rows
from schema_origin
having count(*) <> 1
