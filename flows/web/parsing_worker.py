"""The process that parses pages from outside: it may hang or die, and nothing is lost with it but its one page.

Started by `flows.web.parsing`, one request after another over its pipes, nothing but JSON and the raw body: no pickle,
so that a parser that was taken over cannot take over its parent. It imports neither Prefect nor spaCy.

A request is one line of JSON (`Order`) and the body; the answer is a line with its length and the most bytes of memory
that the process has held so far, and JSON (`Reading`).
"""

import contextlib
import json
import os
import re
import resource
import signal
import sys
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter

from extractors.intake.discovery import FeedLink, linked_feeds
from extractors.intake.feeds import parse_feed
from extractors.intake.pages import parse_page
from extractors.records import ParsedFeed, ParsedPage, Problem

_PEAK = re.compile(rb"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Order:
    """What to parse. `purpose` is feed, page, or links (to feeds); `size` is the number of bytes that follow."""

    purpose: str
    address: str
    content_type: str | None
    now: datetime
    size: int
    max_entries: int = 0
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of it: one of these."""

    feed: ParsedFeed | None = None
    page: ParsedPage | None = None
    problem: Problem | None = None
    links: tuple[FeedLink, ...] | None = None


ORDERS = TypeAdapter(Order)
READINGS = TypeAdapter(Reading)


def read(order: Order, body: bytes) -> Reading:
    """What the body holds. Whatever a parser raises is a Problem of that page."""
    try:
        if order.purpose == "links":
            return Reading(links=linked_feeds(body, address=order.address, content_type=order.content_type))
        if order.purpose == "feed":
            found: ParsedFeed | ParsedPage | Problem = parse_feed(
                body,
                address=order.address,
                content_type=order.content_type,
                now=order.now,
                max_entries=order.max_entries,
                time_zone=order.time_zone,
            )
        else:
            found = parse_page(body, address=order.address, content_type=order.content_type, now=order.now)
    except MemoryError:
        cause = "it needs more memory than a page may have"
        return Reading(problem=Problem(order.address, "parser crashed", cause, "Nothing to do here."))
    except Exception as error:
        cause = f"the parser failed ({type(error).__name__})"
        return Reading(problem=Problem(order.address, "parser crashed", cause, "Report it to us, with the address."))
    if isinstance(found, Problem):
        return Reading(problem=found)
    return Reading(feed=found) if isinstance(found, ParsedFeed) else Reading(page=found)


def main(seconds: float, memory_bytes: int, purpose: str) -> None:
    """Nothing: requests are answered until there are no more. `seconds` is the longest time for one.

    `purpose` is what the first of them is for, feed, page or links.
    """
    orders, answers = sys.stdin.buffer, _own_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _import_parser(purpose)
    _limit_memory(memory_bytes)
    _answer(answers, b"{}")
    while line := orders.readline():
        order = ORDERS.validate_json(line)
        body = orders.read(order.size)
        # Should the parent be gone, nobody is there to kill us: the alarm does.
        signal.setitimer(signal.ITIMER_REAL, seconds * 2 + 5)
        _answer(answers, _encoded(order, read(order, body)))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _encoded(order: Order, reading: Reading) -> bytes:
    try:
        return READINGS.dump_json(reading)
    except ValueError as error:
        problem = Problem(
            order.address, "parser crashed", f"its text cannot be kept ({error})"[:200], "Report it to us."
        )
        return READINGS.dump_json(Reading(problem=problem))


def _own_output() -> BinaryIO:
    """The pipe to the parent, out of reach of whatever a library may print."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _answer(out: BinaryIO, data: bytes) -> None:
    out.write(b"%d %d\n" % (len(data), _most_memory()))
    out.write(data)
    out.flush()


def _most_memory() -> int:
    with contextlib.suppress(OSError):  # Linux: what getrusage says there begins with what the parent had
        found = _PEAK.search(Path("/proc/self/status").read_bytes())
        if found:
            return int(found[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _import_parser(purpose: str) -> None:
    """Nothing; what is slow to import is imported before the first one's time runs."""
    import_module({"feed": "feedparser", "links": "lxml.html"}.get(purpose, "trafilatura"))


def _limit_memory(memory_bytes: int) -> None:
    with contextlib.suppress(
        ValueError, OSError
    ):  # not every system has this limit; the time limit is there all the same
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
