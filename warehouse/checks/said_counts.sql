-- The list of what was said has each current quote once.
select (select count(*) from said) as listed, (select count(*) from current_quotes) as counted
where (select count(*) from said) <> (select count(*) from current_quotes)
or (select count(distinct quote_id) from said) <> (select count(*) from said)
