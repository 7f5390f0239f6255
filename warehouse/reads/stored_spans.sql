-- One row per quote of the given texts, as their latest extraction has it, with its statement.
select q.version_id, q.quote_id, coalesce(r.to_statement_id, q.statement_id), q.char_start, q.char_end
from (
    select * from quotes where version_id in (select unnest(from_json_strict($version_ids, '["varchar"]')))
) as q
join latest_extractions as l
    on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
left join statement_redirects as r on r.statement_id = q.statement_id
order by q.version_id, q.char_start
