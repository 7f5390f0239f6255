-- One row: what tells whether On Record is well: the last good cycle, what waits, what was given up.
select
    (select max(ended_at) from runs where flow in ('monitor', 'ingest') and state = 'completed') as last_good_cycle_at,
    (select count(*) from runs where flow in ('monitor', 'ingest')) as count_cycles,
    (select count(*) from article_versions where not is_read and is_left is not true) as count_texts_waiting,
    (select count(*) from feeds where is_active) as count_feeds,
    (select count(*) from feeds where is_active and state not in ('fine', 'new')) as count_feeds_troubled,
    (select count(*) from feed_entries where state = 'pending') as count_entries_waiting,
    (select count(*) from feed_entries where state = 'failed') as count_entries_failed,
    (select count(*) from deliveries where state in ('pending', 'failed')) as count_deliveries_waiting,
    (select count(*) from deliveries where state = 'given up') as count_deliveries_given_up,
    (select arg_max(error, last_attempt_at) from deliveries where state = 'given up' and error is not null)
        as delivery_error,
    (select max(migration_number) from schema_migrations) as schema_version,
    (select generation from warehouse_state) as generation
