"""Alerts out: at least once, never silently given up.

Reading order: `delivering` (all that is due to its channels, side by side; what follows from each attempt is decided in
`extractors/decisions/deliveries.py`), `channels` (the channels of the settings), `forms` (how each service takes a
message), `services` (what Apprise makes of an address, and the two services that are ours), `terminal` (one of the
two), `stranded` (what no channel gets any more), `templating` (the user's templates), `heartbeat` (a sign of life to
whoever misses it), `journal` (what cannot be derived again).
"""
