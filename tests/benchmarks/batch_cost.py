"""What a cycle of a hundred new articles costs the warehouse, at several sizes of it, publishing and reading aside.

    python tests/benchmarks/batch_cost.py 10000 100000 1000000

makes a synthetic warehouse of each size under a temporary folder (or `--folder`, where those that are there are used
again), as many articles a day whatever the size: the larger one is not busier, it remembers longer. With `--days 365`
it is busier instead. Then it does what a cycle does with the warehouse, each transaction with a connection of its own,
as the flows do: polled feeds, new entries, pages, texts to read, two batches decided and loaded, deliveries. Only what
takes place outside the warehouse (requests, the language model) is left out: it costs the same at every size.

A table of milliseconds, best of `--cycles` (5), opening, committing and closing included: the processor's time, which
other work on the machine disturbs less than the clock does. The last column is the largest size over the smallest one.
The last line is megabytes: the most that the process of that size's cycles held, DuckDB's own included.
"""

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE)]

import cycle  # noqa: E402 - found by the line above
from warehouse_sizes import make  # noqa: E402

from extractors.decisions.decide import decide_batch, needs_of  # noqa: E402
from extractors.records import EnrichedText, PendingText  # noqa: E402
from warehouse.connection import writing  # noqa: E402
from warehouse.corrections import corrections_of  # noqa: E402
from warehouse.enrichment import count_pending, load_enriched, pending_texts  # noqa: E402
from warehouse.intake import (  # noqa: E402
    feed_states,
    known_addresses,
    load_articles,
    load_entries,
    load_feed_states,
    load_fetches,
    pending_entries,
    register_feeds,
)
from warehouse.old_state import read_old_state  # noqa: E402
from warehouse.outbox import due_deliveries  # noqa: E402
from warehouse.runs import begin_run, end_run  # noqa: E402

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NEW = 100
_BATCH = 50
_RATE = 270  # articles a day
_SEEN_AGAIN = 2_000  # addresses that feeds tell of once more
_CHANNELS = ("terminal",)


def main() -> None:
    """Make the warehouses, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000], help="numbers of articles")
    parser.add_argument("--folder", type=Path, help="where to keep the warehouses; what is there is used again")
    parser.add_argument("--days", type=int, help="of each warehouse; by default as many as make 270 articles a day")
    parser.add_argument("--cycles", type=int, default=5, help="how often to measure")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as processes:
        workers, warehouses = [], []
        for size in given.sizes:
            kept = _kept(given.folder or Path(scratch), size, given.days or size // _RATE + 1)
            warehouses.append(Path(scratch) / f"cycled_{size}.duckdb")
            shutil.copy(kept, warehouses[-1])
            workers.append(processes.enter_context(_process()))
        # The sizes take turns, so that what else the machine does meets all of them; the first turn warms up.
        timed = [
            [worker.submit(_cycled, each, turn).result() for worker, each in zip(workers, warehouses, strict=True)]
            for turn in range(given.cycles + 1)
        ][1:]
        costs = [{name: min(one[name] for one in size) for name in size[-1]} for size in zip(*timed, strict=True)]
        for cost, worker in zip(costs, workers, strict=True):
            cost["most memory (MB)"] = worker.submit(_megabytes).result()
    sys.stdout.writelines(_lines(given.sizes, costs))


def _kept(folder: Path, size: int, days: int) -> Path:
    """A warehouse of that size, made where it is not there."""
    kept = folder / f"steady_{size}_{days}.duckdb"
    if not kept.exists():
        with _process() as process:
            process.submit(make, kept, size, days).result()
    return kept


def _lines(sizes: Sequence[int], costs: Sequence[dict[str, float]]) -> Iterator[str]:
    yield f"{'':<24}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>8}\n"
    for name, first in costs[0].items():
        times = "".join(f"{each[name]:>12,.1f}" for each in costs)
        yield f"{name:<24}{times}{costs[-1][name] / max(first, 0.1):>8.2f}\n"


def _process() -> ProcessPoolExecutor:
    """One of its own, whose memory tells nothing of what was done elsewhere."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _cycled(warehouse: Path, turn: int) -> dict[str, float]:
    """Milliseconds of each step of one cycle."""
    return Cycle(warehouse, f"{warehouse.stem}-{turn}").run()


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Cycle:
    """One cycle on one warehouse, step by step."""

    def __init__(self, warehouse: Path, salt: str) -> None:
        self.warehouse, self.salt = warehouse, salt
        self.chance = random.Random(salt)
        self.times: dict[str, float] = {}

    def run(self) -> dict[str, float]:
        """Milliseconds of each step."""
        with writing(self.warehouse, wait_seconds=5) as con:
            self.models = [cycle.Stored(*row) for row in con.execute((HERE / "newest_keys.sql").read_text()).fetchall()]
            seen = con.execute((HERE / "seen_addresses.sql").read_text(), {"limit": _SEEN_AGAIN}).fetchall()
        self.articles = cycle.articles(self.chance, self.salt, _NEW)
        self.feeds = cycle.feed_states(self.chance)
        with self._timed("cycle"):
            self._begin()
            self._poll([address for (address,) in seen])
            self._pages()
            self._texts()
            self._deliveries()
        return self.times

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self.times[step] = self.times.get(step, 0) + 1000 * (time.process_time() - began)

    @contextmanager
    def _writing(self, step: str) -> "Iterator[DuckDBPyConnection]":
        with self._timed(step), writing(self.warehouse, wait_seconds=5) as con:
            yield con

    def _begin(self) -> None:
        with self._writing("begin and end") as con:
            begin_run(con, self.salt, "monitor", cycle.NOW)
        with self._writing("seeds and feeds") as con:
            register_feeds(con, self.feeds, cycle.NOW)
            load_articles(con, cycle.articles(random.Random(0), "seed", 40))

    def _poll(self, seen: list[str]) -> None:
        with self._writing("feeds due") as con:
            feed_states(con)
        with self._writing("polls loaded") as con:
            known_addresses(con, [*seen, *(str(article.canonical_address) for article in self.articles)])
            load_entries(con, cycle.entries(self.articles))
            load_feed_states(con, self.feeds)
            load_fetches(con, self.salt, cycle.fetches([feed.address for feed in self.feeds], "feed"))
        with self._writing("pages waiting") as con:
            pending_entries(con, cycle.NOW)

    def _pages(self) -> None:
        with self._writing("feeds due") as con:
            feed_states(con)
        with self._writing("pages loaded") as con:
            load_articles(con, self.articles)
            load_entries(con, cycle.entries(self.articles, state="done"))
            pages = [str(article.canonical_address) for article in self.articles]
            load_fetches(con, self.salt, cycle.fetches(pages, "page"))
        with self._writing("doorbells") as con:
            count_pending(con), feed_states(con), due_deliveries(con, cycle.NOW, _CHANNELS)

    def _texts(self) -> None:
        while True:
            with self._writing("texts waiting") as con:
                waiting = pending_texts(con, _BATCH) if count_pending(con) else ()
            if not waiting:
                return
            texts = [cycle.read(text, self.chance, self.models) for text in waiting]
            with self._writing("batches") as con:
                self._batch(con, texts)

    def _batch(self, con: "DuckDBPyConnection", texts: Sequence[EnrichedText]) -> None:
        with self._timed("  texts still waiting"):
            still = {text.version_id for text in pending_texts(con, 3 * _BATCH)}
            assert {_pending(text).version_id for text in texts} <= still
            corrections_of(con, {_pending(text).article_id for text in texts})
        with self._timed("  read"):
            old = read_old_state(con, needs_of(texts))
        with self._timed("  decide"):
            decisions = decide_batch(texts, old, now=cycle.NOW, known_after_days=7)
        with self._timed("  load"):
            load_enriched(con, texts, decisions, cycle.NOW, _CHANNELS)

    def _deliveries(self) -> None:
        with self._writing("deliveries") as con:
            due_deliveries(con, cycle.NOW, _CHANNELS)
        with self._writing("begin and end") as con:
            end_run(con, self.salt, "completed", cycle.NOW, articles_new=_NEW)


def _pending(text: EnrichedText) -> PendingText:
    return text.pending


if __name__ == "__main__":
    main()
