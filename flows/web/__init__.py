"""Feeds and pages over HTTP, politely: every feed and page yields a value, whatever its server does.

Reading order: `session` (connections and parsers of one run), `gathering` (feeds polled and pages fetched with them)
and `revisiting` (known pages once more), `fetching` (robots.txt, redirects, conditions), `asking` (one request, its
bounds and its retries), `guard` (where it may go), `hosts` and `bodies` (pacing), `unpacking`, `failures` (errors in
words), `archive` with `warc` and `archive_care` (raw pages as WARC), `parsing` and `parsing_worker` (parsers in
processes that can be killed); and beside it `discovering` (the feeds of a site).
"""
