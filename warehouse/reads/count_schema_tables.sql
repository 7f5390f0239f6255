-- One row: how many of the tables are there that record what was applied.
select count(*) from duckdb_tables() where table_name in ('schema_migrations', 'schema_views', 'schema_origin')
