insert into schema_migrations (migration_number, name, sha256, applied_at)
values ($number, $name, $sha256, now())
