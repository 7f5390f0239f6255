-- A mention is there once for each extractor and model.
select mention_id, extractor_version, model, count(*) as count_rows
from mentions
group by all
having count(*) > 1
