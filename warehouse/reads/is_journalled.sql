-- One row: whether the warehouse's schema has a place for the line of the journal that it holds.
select count(*) > 0 from duckdb_columns() where table_name = 'warehouse_state' and column_name = 'journalled'
