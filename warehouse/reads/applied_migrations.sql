-- One row per migration that was applied, in their order.
select migration_number, name, sha256 from schema_migrations order by migration_number
