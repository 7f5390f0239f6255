"""Feeds and pages over HTTP, politely: every feed and page yields a value, whatever its server does.

Reading order: `session` (connections and parsers of one run), `gathering`, `fetching` (robots.txt, redirects,
conditions), `asking` (one request, its bounds and its retries), `guard` (no way but to the public internet), `hosts`
(pacing), `unpacking`, `bodies` (what waits for a parser, bounded), `failures` (errors in words), `archive` (raw
pages, in the records of `warc`; `archive_care` mends and bounds it), `parsing` and `parsing_worker` (parsers in
processes that can be killed); and beside it `revisiting` (pages fetched once more) and `discovering` (the feeds of a
site).
"""
