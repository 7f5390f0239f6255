-- Statements that came on record get their number: after all before them, in the order of time and of the text.
update statements
set record_number = n.record_number
from (
    with unnumbered as (
        select statement_id, first_quote_id, reported_from, first_seen_at
        from statements
        where record_number is null
    ),
    places as (
        select quote_id, min(char_start) as char_start
        from quotes
        where quote_id in (select first_quote_id from unnumbered)
        group by quote_id
    )
    select
        u.statement_id,
        (select coalesce(max(record_number), 0) from statements) + row_number() over (
            order by least(u.reported_from, u.first_seen_at), u.first_seen_at, p.char_start, u.statement_id
        ) as record_number
    from unnumbered as u
    left join places as p on p.quote_id = u.first_quote_id
) as n
where n.statement_id = statements.statement_id
