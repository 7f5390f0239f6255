-- One row: the hash of the views that were applied last.
select sha256 from schema_views
