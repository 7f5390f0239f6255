create table if not exists schema_migrations (
    migration_number integer not null,
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamptz not null
);
create table if not exists schema_views (
    sha256 varchar not null,
    applied_at timestamptz not null
);
comment on table schema_migrations is 'One row per migration that was applied to this database.';
comment on table schema_views is 'One row: the hash of the view and macro files that were applied last.';
create table if not exists schema_origin (
    warehouse_id varchar not null,
    made_at timestamptz not null
);
insert into schema_origin select uuid()::varchar, now() where not exists (from schema_origin);
comment on table schema_origin is 'One row: the id that this warehouse was given when it was made; its copies have the same.';
