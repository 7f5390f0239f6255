"""The feeds looked after: what is known of their sites before a cycle, and who is in trouble after it."""

import logging

from extractors.decisions.feed_troubles import decide_troubles
from extractors.records import Problem
from flows.noticing import make_known
from flows.recording import Run
from flows.web.failures import HOST_FULL
from flows.web.hosts import WebMemory

_log = logging.getLogger("onrecord.feeds")


def web_memory(run: Run, *, is_manual: bool) -> WebMemory:
    """What earlier runs know of sites' robots.txt. For a person who asks now, those that failed are tried again."""
    from warehouse.robots import known_robots

    with run.writing() as con:
        known = known_robots(con, run.now(), with_failures=not is_manual)
    return WebMemory(kept_robots={robots.site: robots for robots in known})


def look_after_feeds(run: Run) -> None:
    """Nothing; feeds that came into lasting trouble, or out of it, are a notice, which the flow `alert` sends."""
    from warehouse.feed_health import feed_health

    with run.writing() as con:
        told = decide_troubles(feed_health(con), run.now(), run.settings.feed_failures)
        make_known(run, con, told.notices, feeds=told.feeds)
    for notice in told.notices:
        _log.warning("%s. %s", notice.title, notice.body)


def held_back(memory: WebMemory, most: int) -> tuple[Problem, ...]:
    """One a host that was asked as often as the settings allow, while something of it still waits."""
    return tuple(_full(host, count, most) for host, count in sorted(memory.held_back.items()))


def _full(host: str, count: int, most: int) -> Problem:
    what = "1 feed or page waits" if count == 1 else f"{count} feeds and pages wait"
    cause = f"{what} for the next cycle: it was asked {most} times in this one"
    return Problem(host, HOST_FULL, cause, "Nothing is lost. The number is the setting host_requests.")
