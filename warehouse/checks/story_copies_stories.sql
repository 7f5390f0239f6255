-- A story is told by two articles or more, by one of them first, and has one agency or none.
select story_id, count(*) as count_articles, count(distinct original_id) as count_originals
from story_copies
group by story_id
having count(*) < 2 or count(distinct original_id) <> 1 or count(distinct coalesce(agency, '')) <> 1
