-- A speaker who was replaced was replaced by a correction.
select r.quote_id, r.replaced_at
from replaced_speakers as r
where not exists (select 1 from corrections as c where c.article_id in (
    select q.article_id from quotes as q where q.quote_id = r.quote_id
))
