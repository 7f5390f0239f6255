-- One row at most: what became of an entry of a feed that is no article, by its last feed. $article: the address as given;
-- $address: the same in its canonical form.
select state, problem_kind, problem_cause, problem_remedy
from feed_entries
where url in ($article::varchar, $address::varchar) and state <> 'done'
order by first_seen_at desc, feed_id
limit 1
