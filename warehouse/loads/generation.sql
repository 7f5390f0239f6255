-- A load changed what people query.
update warehouse_state set generation = generation + 1, changed_at = now()
