-- A statement is reported from a time until a later one, and is an altered form of another that is not merged.
select s.statement_id, s.reported_from, s.reported_until, s.altered_of
from statements as s
left join statements as o on o.statement_id = s.altered_of
left join statement_redirects as r on r.statement_id = s.altered_of
where s.reported_from > s.reported_until
or (s.altered_of is not null and (o.statement_id is null or r.statement_id is not null or s.altered_of = s.statement_id))
