-- One row per quote of the batch that is not stored yet, in the order of the batch.
select r.quote_id
from (select unnest(from_json_strict($rows, '[{"quote_id": "varchar"}]')) as r)
where r.quote_id not in (select quote_id from quotes)
