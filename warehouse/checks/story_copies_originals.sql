-- Every copy and its original are articles, and the original is of the same story.
select c.article_id, c.story_id, c.original_id
from story_copies as c
left join articles as a on a.article_id = c.article_id
left join story_copies as o on o.article_id = c.original_id and o.story_id = c.story_id
where a.article_id is null or o.article_id is null
