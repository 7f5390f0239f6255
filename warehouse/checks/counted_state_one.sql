-- The stored counts are of one generation at most.
select generation from counted_state where (select count(*) from counted_state) > 1
