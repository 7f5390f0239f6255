-- There is one last heartbeat at most.
select count(*) as count_rows
from heartbeats
having count(*) > 1
