-- Every quote is of a statement.
select q.quote_id, q.statement_id
from quotes as q
anti join statements as s on s.statement_id = q.statement_id
