"""Prefect and the outside world: HTTP, files, notifications, settings, the command line.

The rule of this room: the only place that imports Prefect or touches the network. Flow bodies are short and hold no
rules of the domain: they fetch, hand what came to `extractors`, and give the records to `warehouse`.

Reading order: `monitor` (one whole cycle), then the flows it is made of, `ingest`, `enrich` (its steps are in
`article_reading`), `alert` (with `wellness`: whether there is silence), and `maintain` (with `page_retention`); beside
`ingest`, `feed_care` (which feeds are in trouble) and `revisits` (young articles looked at again; `editing` tells what
was changed); `recording` and `journalling` (what each run leaves behind); `rebuilding` by `replaying` (the warehouse
made again from archive and journal), `recovery` with `recovery_pages` and `recovery_visits` (a broken one restored);
`reprocessing`, `judging` (what a person knows better), `back_testing` (what rules would have sent).
Then what they stand on: `web` (feeds and pages over HTTP), `files` (seeds and imports), `delivery` (alerts to
channels), `settings` and `places` (where everything lies), `serving` (Prefect's server, and `serve`), and `cli` (the
commands, and what they print).
"""
