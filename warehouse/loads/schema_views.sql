delete from schema_views;
insert into schema_views (sha256, applied_at) values ($sha256, now());
