-- Whether the stored counts are of now.
create or replace macro is_counted() as (
    select count(*) > 0
    from counted_state as s
    semi join warehouse_state as w on w.generation = s.generation
);
comment on macro is_counted is 'Whether what is counted over all history is stored as of now, as it is in the readers'' copy. Example: is_counted()';
