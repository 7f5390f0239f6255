-- A feed that is not polled for another's sake names a feed that there is, and not itself.
select f.feed_id, f.same_as
from feeds as f
where f.same_as is not null and (f.same_as = f.feed_id or f.same_as not in (select feed_id from feeds))
