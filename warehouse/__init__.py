"""DuckDB: connection, migrations, load, publish, queries, and every line of SQL.

The rule of this room: the only place that imports duckdb; SQL lives in `.sql` files, values are named parameters, and
Python never builds SQL from strings. It knows `extractors.records` and nothing else of the house.

Reading order: `migrations/0001_first_schema.sql` (what there is), `views/` (what people query: begin with `said`),
`connection` (one writer, many readers), `locking`, `damage`, `migrate`, `statements` (how SQL files are run, and rows
loaded in bulk); `intake` with `arrivals` (feeds and articles come in), `feed_health` and `robots` (what is known of
feeds and sites), `revisits` and `edits` (what is looked at again, and what was changed), `old_state` (what a batch is
compared with), `enrichment` with `enriched_rows` (what a batch leaves behind), `current` (what counts now), `figures`,
`alerting`, `judgements` and `corrections` (what a person knows better), `reprocessing`, `outbox`, `watch`, `runs`,
`retention`; `generation` and `publish` (the readers' copy); `recovery` (a broken one put aside) and `journalled` (how
far it follows the journal); `queries/` and `questions` (what people ask daily), `checks/` and `checks`.

`loads/` holds the statements that write, `reads/` those that ask on the program's behalf. A load counts the rows that
it changed, and the generation goes up when there are any: loading anything twice changes nothing and publishes nothing.
"""
