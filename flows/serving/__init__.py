"""Prefect's server, and `serve`: what is started is known, owned, and ended.

Reading order: `serve` (everything on its schedules), `server` (a server of our own), `deploying` (the deployments of
prefect.yaml), `serve_state` (what was started, for the next one), `processes` and `tethered` (children that end with
their parent), `prefect_settings` (Prefect's settings made ours before it is imported).
"""
