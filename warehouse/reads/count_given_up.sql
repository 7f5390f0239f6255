-- One row: how many deliveries were given up.
select count(*) from deliveries where state = 'given up'
