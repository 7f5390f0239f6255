-- Every outlet that an article names is known.
select a.article_id, a.outlet_id
from articles as a
anti join outlets as o on o.outlet_id = a.outlet_id
where a.outlet_id is not null
