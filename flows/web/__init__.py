"""Feeds and pages over HTTP, politely: every feed and page yields a value, whatever its server does.

Reading order: `gathering` (requests, archive and parsers put together), `fetching` (robots.txt, redirects, conditions),
`asking` (one request, its bounds and its retries), `hosts` (pacing), `unpacking`, `failures` (errors in words),
`archive` (raw pages as WARC), `parsing` and `parsing_worker` (parsers in processes that can be killed); and beside it
`discovering` (the feeds of a site).
"""
