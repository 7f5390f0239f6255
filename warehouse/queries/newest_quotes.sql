-- One row per quote of a statement, each statement by the quote that was first, the newest statement first.
-- $limit: rows.
with recent as materialized (
    select statement_id, first_seen_at, text, first_quote_id
    from statements
    order by first_seen_at desc, statement_id
    limit 10 * $limit::bigint
),
-- Among so many of the newest there are nearly always enough whose first quote still stands, and they are the newest.
standing as materialized (
    select r.*
    from recent as r
    semi join (
        select quote_id from credited_quotes where quote_id in (select first_quote_id from recent)
    ) as q on q.quote_id = r.first_quote_id
    order by r.first_seen_at desc, r.statement_id
    limit $limit::bigint
),
newest as materialized (
    from standing
    union all
    (
        select t.statement_id, t.first_seen_at, t.text, t.first_quote_id
        from statements as t
        semi join (
            select quote_id from credited_quotes where (select count(*) from standing) < $limit::bigint
        ) as q on q.quote_id = t.first_quote_id
        where (select count(*) from standing) < $limit::bigint
        and t.statement_id not in (select statement_id from standing)
        order by t.first_seen_at desc, t.statement_id
        limit $limit::bigint
    )
)
select
    t.first_seen_at, s.speaker, s.kind, t.text, s.via, s.outlet, s.event, s.article, s.url, s.quote_id, t.statement_id
from newest as t
join (from said where quote_id in (select first_quote_id from newest)) as s on s.quote_id = t.first_quote_id
order by t.first_seen_at desc, t.statement_id
limit $limit::bigint
