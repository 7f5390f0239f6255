-- Merged statements: every id resolves in one step, to a statement that is not merged itself, and has what both had.
create or replace temp table merged as
select r.statement_id, r.to_statement_id, r.similarity, r.reason
from (
    select unnest(from_json_strict($rows, '[{
        "statement_id": "varchar", "to_statement_id": "varchar", "similarity": "double", "reason": "varchar"
    }]')) as r
)
where r.statement_id <> r.to_statement_id
and r.statement_id not in (select statement_id from statement_redirects)
qualify row_number() over (partition by r.statement_id order by r.similarity desc, r.to_statement_id) = 1;

insert into statement_redirects (statement_id, to_statement_id, similarity, reason, merged_at, merged_into)
select statement_id, to_statement_id, similarity, reason, $now::timestamptz, to_statement_id from merged;

update statement_redirects
set to_statement_id = m.to_statement_id
from merged as m
where m.statement_id = statement_redirects.to_statement_id;

update statements
set
    text = if(length(n.text) > length(statements.text), n.text, statements.text),
    kind = if(length(n.text) > length(statements.text), n.kind, statements.kind),
    keys = if(length(n.text) > length(statements.text), n.keys, statements.keys),
    speaker_ids = if(len(statements.speaker_ids) = 0, coalesce(n.speaker_ids, []), statements.speaker_ids),
    event_id = coalesce(statements.event_id, n.event_id),
    first_quote_id = if(n.reported_from < statements.reported_from, n.first_quote_id, statements.first_quote_id),
    first_article_id = if(n.reported_from < statements.reported_from, n.first_article_id, statements.first_article_id),
    said_at = if(n.reported_from < statements.reported_from, n.said_at, statements.said_at),
    first_seen_at = least(n.first_seen_at, statements.first_seen_at),
    reported_from = least(n.reported_from, statements.reported_from),
    reported_until = greatest(n.reported_until, statements.reported_until)
from (
    select
        m.to_statement_id,
        arg_max(s.text, length(s.text)) as text,
        arg_max(s.kind, length(s.text)) as kind,
        arg_max(s.keys, length(s.text)) as keys,
        first(s.speaker_ids order by s.first_seen_at, s.statement_id) filter (len(s.speaker_ids) > 0) as speaker_ids,
        first(s.event_id order by s.first_seen_at, s.statement_id) filter (s.event_id is not null) as event_id,
        arg_min(s.first_quote_id, (s.reported_from, s.statement_id)) as first_quote_id,
        arg_min(s.first_article_id, (s.reported_from, s.statement_id)) as first_article_id,
        arg_min(s, (s.reported_from, s.statement_id)).said_at as said_at,
        min(s.first_seen_at) as first_seen_at,
        min(s.reported_from) as reported_from,
        max(s.reported_until) as reported_until
    from merged as m
    join statements as s on s.statement_id = m.statement_id
    group by m.to_statement_id
) as n
where n.to_statement_id = statements.statement_id;

-- An altered form of what is merged is one of what it became.
update statements
set altered_of = nullif(m.to_statement_id, statements.statement_id)
from merged as m
where m.statement_id = statements.altered_of;

drop table merged;
