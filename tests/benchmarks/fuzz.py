"""Feeds and pages, whole and damaged, through the real parsing processes: no crash, no hang, memory flat.

    python tests/benchmarks/fuzz.py --count 10000 ../shared/data/feeds ../shared/data/pages

Each refusal is counted under its name. What crashed or hung is listed with seed and number, by which it is made again:

    python tests/benchmarks/fuzz.py --seed 1 --only 4711 ../shared/data/feeds ../shared/data/pages
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from fuzzing import Case, case, cases, originals  # noqa: E402 - found by the line above

from extractors.records import ParsedFeed, ParsedPage, Problem  # noqa: E402
from flows.web.parsing import ParserPool  # noqa: E402

_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_UNNAMED = {"parser crashed", "parser hung"}


class Trial:
    """What came of the cases so far."""

    def __init__(self, seconds: float, workers: int, minutes: float) -> None:
        self.until = time.monotonic() + minutes * 60
        self.pool = ParserPool(seconds=seconds, workers=workers)
        self.outcomes: Counter[str] = Counter()
        self.bad: list[str] = []
        self.slowest: list[tuple[float, str]] = []
        self.memory: list[int] = []  # megabytes, the largest process, from time to time
        self.processes: set[int] = set()

    async def run(self, waiting: Iterator[Case]) -> None:
        """Nothing; cases are taken and parsed until there are none."""
        for one in waiting:
            began = time.monotonic()
            if began > self.until:
                return
            outcome = await self._parsed(one)
            kind = outcome.kind if isinstance(outcome, Problem) else type(outcome).__name__
            self.outcomes[kind] += 1
            if kind in _UNNAMED:
                self.bad.append(f"{kind}: {one.name} ({outcome})")
                _say(self.bad[-1], sys.stderr)
            self.slowest = sorted([*self.slowest, (time.monotonic() - began, one.name)], reverse=True)[:5]
            self.processes |= self.pool.process_ids
            if self.outcomes.total() % 250 == 0:
                self.memory.append(max(map(_megabytes, self.pool.process_ids), default=0))
                _say(f"{self.outcomes.total():>7} {self.memory[-1]} MB", sys.stderr)

    async def _parsed(self, one: Case) -> ParsedFeed | ParsedPage | Problem:
        address = "https://news.example/a"
        if one.purpose == "page":
            return await self.pool.parse_page(one.body, address=address, content_type=one.content_type, now=_NOW)
        return await self.pool.parse_feed(
            one.body, address=address, content_type=one.content_type, now=_NOW, max_entries=200
        )

    def report(self) -> bool:
        """Whether nothing crashed or hung, after all of it is told."""
        for kind, count in self.outcomes.most_common():
            _say(f"{count:>7}  {kind}")
        _say(f"memory of a parsing process: {self.memory[:3]} MB at first, {self.memory[-3:]} MB at last")
        _say(f"parsing processes started: {len(self.processes)}")
        _say("slowest: " + ", ".join(f"{seconds:.1f} s ({name})" for seconds, name in self.slowest))
        _say("\n".join(self.bad) or "no crash, no hang")
        return not self.bad


def _say(line: str, out: TextIO = sys.stdout) -> None:
    out.write(f"{line}\n")
    out.flush()


def _megabytes(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * 4096 // 1_000_000
    except OSError:
        return 0


async def _tried(trial: Trial, waiting: Iterator[Case], workers: int) -> None:
    async with trial.pool, asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(trial.run(waiting))


def main() -> int:
    """0 where each case came to something that has a name."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--start", type=int, default=0, help="the number to begin with: goes on with a stopped run")
    asked.add_argument("--minutes", type=float, default=1e9, help="stop after that time, and tell what came until then")
    asked.add_argument("--only", type=int, help="the number of one case")
    asked.add_argument("--seconds", type=float, default=20.0, help="as the setting parse_seconds")
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    documents = originals(given.folders)
    whole = [Case(name, purpose, body, None) for name, purpose, body in documents]
    damaged = cases(documents, seed=given.seed, count=given.count, start=given.start)
    waiting = (
        iter([case(documents, given.seed, given.only)])
        if given.only is not None
        else (one for some in (whole, damaged) for one in some)
    )
    trial = Trial(given.seconds, given.workers, given.minutes)
    asyncio.run(_tried(trial, waiting, given.workers))
    return 0 if trial.report() else 1


if __name__ == "__main__":
    raise SystemExit(main())
