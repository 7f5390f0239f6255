-- What one text reports side by side was said both ways: neither is an altered form of the other, whatever had been
-- thought when only one of them was known (batch_extractions is of extractions.sql). Few statements are an altered form:
-- only these are compared.
with heard as materialized (
    select distinct version_id, statement_id
    from quotes
    where extraction_number in (select extraction_number from batch_extractions)
),
altered as materialized (
    select rowid as place, statement_id, altered_of from statements where altered_of is not null
)
update statements
set altered_of = null
where rowid in (
    select s.place
    from altered as s
    join heard as a on a.statement_id = s.statement_id
    join heard as b on b.statement_id = s.altered_of and b.version_id = a.version_id
)
