-- One row per quote of a statement, each statement by the quote that was first, the newest statement first.
-- $limit: rows.
with newest as materialized (
    select t.statement_id, t.first_seen_at, t.text, t.first_quote_id
    from statements as t
    semi join credited_quotes as q on q.quote_id = t.first_quote_id
    order by t.first_seen_at desc, t.statement_id
    limit $limit::bigint
)
select
    t.first_seen_at, s.speaker, s.kind, t.text, s.via, s.outlet, s.event, s.article, s.url, s.quote_id, t.statement_id
from newest as t
join (from said where quote_id in (select first_quote_id from newest)) as s on s.quote_id = t.first_quote_id
order by t.first_seen_at desc, t.statement_id
