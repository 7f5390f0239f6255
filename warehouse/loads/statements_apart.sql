-- What one text reports side by side was said both ways: neither is an altered form of the other, whatever had been
-- thought when only one of them was known (batch_extractions is of extractions.sql).
with heard as materialized (
    select distinct version_id, statement_id
    from quotes
    where extraction_number in (select extraction_number from batch_extractions)
)
update statements
set altered_of = null
from (
    select distinct a.statement_id, b.statement_id as other_id
    from heard as a
    join heard as b on b.version_id = a.version_id and b.statement_id <> a.statement_id
) as both_said
where both_said.statement_id = statements.statement_id and both_said.other_id = statements.altered_of
and statements.altered_of is not null -- few are: no other row is looked at
