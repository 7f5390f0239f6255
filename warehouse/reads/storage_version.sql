-- One row: the format of the open database's file, by the first DuckDB that reads it, as `v1.2.0+`.
select tags['storage_version'] from duckdb_databases() where database_name = current_database()
