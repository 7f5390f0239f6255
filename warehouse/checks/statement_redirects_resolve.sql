-- A merged statement leads in one step to a statement that is there and not merged itself.
select r.statement_id, r.to_statement_id
from statement_redirects as r
left join statements as s on s.statement_id = r.to_statement_id
left join statement_redirects as n on n.statement_id = r.to_statement_id
where s.statement_id is null or n.statement_id is not null
