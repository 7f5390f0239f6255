-- One row per quote of the batch that is not stored yet, in the order of the batch (earlier_extractions is of
-- loads/extractions.sql).
select r.quote_id
from (select unnest(from_json_strict($quote_ids, '["varchar"]')) as quote_id) as r
where r.quote_id not in (
    select quote_id from quotes where extraction_number in (select extraction_number from earlier_extractions)
)
