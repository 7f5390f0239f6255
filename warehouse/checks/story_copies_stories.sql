-- A story is told first by one of its articles, and has one agency or none.
select story_id, count(distinct original_id) as count_originals, count(distinct agency) as count_agencies
from story_copies
group by story_id
having count(distinct original_id) <> 1 or count(distinct coalesce(agency, '')) <> 1
