-- One row per quote of a statement, each statement by the quote that was first, the newest statement first.
-- $limit: rows.
select
    t.first_seen_at, s.speaker, s.kind, t.text, s.via, s.outlet, s.event, s.article, s.url, s.quote_id, t.statement_id
from statements as t
join said as s on s.quote_id = t.first_quote_id
order by t.first_seen_at desc, t.statement_id
limit $limit::bigint
