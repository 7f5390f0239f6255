"""Alerts out: at least once, never silently given up.

Reading order: `delivering` (each due alert to its channel), `channels` (the channels of the settings), `services` (what
Apprise makes of an address, and the two services that are ours), `terminal` (one of the two), `journal` (what cannot be
derived again).
"""
