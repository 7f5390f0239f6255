"""What polling thousands of feeds costs: requests, bytes, time and memory, for a first cycle and for a second one.

    python tests/benchmarks/many_feeds.py [--feeds 2000] [--hosts 500] [--bad]

The feeds lie on that many hosts, all of them loopback (`web_of_hosts.py`), whose names the setting `host_addresses`
maps. The first cycle reads all feeds and their pages; in the second one a twentieth of the feeds has one new entry, and
the others answer that they have not changed. Both ask every feed, as a person's `onrecord run` does; how many of them
`serve` would have asked a quarter of an hour later is told beside it. With `--bad` all of it is done again with a tenth
of the hosts dead or slow: how much longer the first cycle takes for it.
"""

import argparse
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from timing import show

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

_BAD = 10  # one host in so many


@dataclass(frozen=True, slots=True)
class Cost:
    """What one cycle came to. `told` is what the hosts counted."""

    seconds: float
    processor: float
    told: dict[str, Any]
    articles: int
    problems: int


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--delay", type=float, default=0.2, help="seconds between two requests to one host")
    parser.add_argument("--bad", action="store_true", help="and again with a tenth of the hosts dead or slow")
    given = parser.parse_args()
    logging.disable(logging.ERROR)
    first, second, due = _measured(given, is_bad=False)
    _show("first cycle", first)
    _show("second cycle", second)
    for what in ("requests", "bytes"):
        show(f"second of first, {what}: {second.told[what] / first.told[what]:.3f}")
    show(f"second of first, time: {second.seconds / first.seconds:.3f}")
    show(f"due a quarter of an hour later: {due} of {given.feeds} feeds")
    if given.bad:
        bad, *_ = _measured(given, is_bad=True)
        _show("first cycle, a tenth of the hosts dead or slow", bad)
        show(f"time with them, of time without: {bad.seconds / first.seconds:.2f}")
    show(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB")


def _show(what: str, cost: Cost) -> None:
    show(
        f"{what}: {cost.seconds:.1f} s ({cost.processor:.1f} s of processor), {cost.articles} articles, "
        f"{cost.problems} problems; " + ", ".join(f"{name} {value}" for name, value in cost.told.items())
    )


def _measured(given: argparse.Namespace, *, is_bad: bool) -> tuple[Cost, Cost, int]:
    """The costs of two cycles, and how many feeds are due a quarter of an hour after them."""
    with tempfile.TemporaryDirectory() as scratch, _web() as web:
        port = int(web.stdout.readline())
        run = _run(Path(scratch), given, port, is_bad=is_bad)
        first = _cycle(run, web)
        _order(web, "cycle 2")
        second = first if is_bad else _cycle(run, web)
        return first, second, _count_due(run)


@contextmanager
def _web() -> Iterator[Any]:
    command = [sys.executable, str(HERE / "web_of_hosts.py")]
    web = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield web
    finally:
        web.kill()
        web.wait()


def _order(web: Any, order: str) -> dict[str, Any]:
    web.stdin.write(order + "\n")
    web.stdin.flush()
    found: dict[str, Any] = json.loads(web.stdout.readline())
    return found


def _run(folder: Path, given: argparse.Namespace, port: int, *, is_bad: bool) -> Any:
    """A run on a warehouse of its own, that knows these feeds and nothing else."""
    from flows.places import Places
    from flows.recording import Run
    from flows.settings import Settings

    names = [_host(number, is_bad=is_bad) for number in range(given.hosts)]
    outlines = "".join(
        f'<outline text="Outlet {number}" type="rss" xmlUrl="http://{names[number % given.hosts]}/feed/{number}"/>'
        for number in range(given.feeds)
    )
    feeds, figures, seeds = folder / "feeds.opml", folder / "figures.toml", folder / "seeds"
    feeds.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', "utf-8")
    figures.write_text("", "utf-8")
    seeds.mkdir()
    (seeds / "manifest.toml").write_text("", "utf-8")
    os.environ["PREFECT_HOME"] = str(folder / "prefect")
    ours = Settings(
        warehouse=folder / "onrecord.duckdb",
        feeds=feeds,
        figures=figures,
        seeds=seeds,
        host_delay_seconds=given.delay,
        host_addresses={"*.live.example": f"127.0.0.1:{port}", "*.dead.example": "127.0.0.1:9"},
    )
    return Run("run_many_feeds", ours, Places(ours.warehouse))


def _host(number: int, *, is_bad: bool) -> str:
    if not is_bad or number % _BAD:
        return f"h{number}.live.example"
    return f"h{number}.dead.example" if number // _BAD % 2 else f"slow{number}.live.example"


def _cycle(run: Any, web: Any) -> Cost:
    """What one cycle of `ingest` costs, without Prefect's engine."""
    from prefect import Task

    from flows import ingest

    for name, thing in tuple(vars(ingest).items()):
        if isinstance(thing, Task):
            setattr(ingest, name, thing.fn)
    _order(web, "tell")
    began, ran = time.monotonic(), _processor()
    found = ingest._take_in(run, is_manual=True)
    seconds, processor = time.monotonic() - began, _processor() - ran
    return Cost(
        seconds,
        processor,
        _order(web, "tell"),
        found.articles_new,
        len(found.feed_problems) + len(found.page_problems),
    )


def _processor() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _count_due(run: Any) -> int:
    from extractors.intake.polling import due_feeds
    from warehouse.intake import feed_states

    with run.writing() as con:
        return len(due_feeds(feed_states(con), datetime.now(UTC) + timedelta(minutes=15)))


if __name__ == "__main__":
    main()
