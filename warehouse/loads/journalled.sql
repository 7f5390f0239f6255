-- The warehouse holds all of the journal up to this line.
update warehouse_state set journalled = $line
