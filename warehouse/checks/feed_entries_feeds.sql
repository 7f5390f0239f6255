-- Every entry belongs to a feed, and its state is pending, done, known or failed.
select e.entry_id, e.feed_id, e.state, e.article_id
from feed_entries as e
left join feeds as f on f.feed_id = e.feed_id
where f.feed_id is null or e.state not in ('pending', 'done', 'known', 'failed')
