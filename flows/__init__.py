"""Prefect and the outside world: HTTP, files, notifications, settings, the command line.

The rule of this room: the only place that imports Prefect or touches the network. Flow bodies are short and hold no
rules of the domain: they fetch, hand what came to `extractors`, and give the records to `warehouse`.

Reading order: `monitor` (one whole cycle), then the flows it is made of, `ingest` (with `feed_care` and `revisits`),
`enrich` (its steps are in `article_reading`, with `editing`), `alert` (with `wellness`: whether there is silence), and
`maintain`; `recording` (what each run leaves behind), with `journalling`; what is made of that again: `recovery` with
`recovery_pages` (a broken warehouse restored) and `rebuilding`, by `replaying`; `page_retention`; `judging` (what a
person knows better). Then what they stand on: `web` (feeds and pages over HTTP), `files` (seeds and imports),
`delivery` (alerts to channels), `settings` and `places` (where everything lies), `serving` (Prefect's server, and
`serve`), and `cli` (the commands, and what they print).
"""
