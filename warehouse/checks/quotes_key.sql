-- A quote is there once for each extractor and model.
select quote_id, extractor_version, model, count(*) as count_rows
from quotes
group by all
having count(*) > 1
