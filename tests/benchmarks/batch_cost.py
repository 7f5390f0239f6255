"""What a batch of fifty articles costs, read and decided, at several sizes of the warehouse.

    python tests/benchmarks/batch_cost.py 10000 100000

makes a synthetic warehouse of each size, its articles with as many keys and fingerprints as real ones have, as many a
day whatever the size (the larger one is not busier, it remembers longer). It times the old state that a batch needs,
its decision and its load, in milliseconds an article, best of five: the processor's time, which other work on the
machine disturbs less than the clock does. The last line is the cost at the largest size over that at the smallest.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent), str(HERE)]

from making import extraction, pending  # noqa: E402 - found by the line above
from warehouse_sizes import make  # noqa: E402

from extractors.decisions.decide import decide_batch, needs_of  # noqa: E402
from extractors.decisions.profiles import profile  # noqa: E402
from extractors.records import EnrichedText, Precision, Published  # noqa: E402
from warehouse.connection import writing  # noqa: E402
from warehouse.enrichment import load_enriched  # noqa: E402
from warehouse.old_state import read_old_state  # noqa: E402

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOW = datetime(2025, 12, 30, tzinfo=UTC)
_KEYS = 60_000  # different ones, some of them much commoner than others
_BATCH = 50
_RATE = 270  # articles a day
_TIMES = 5


@dataclass(frozen=True, slots=True)
class _Timed:
    """What a batch cost: milliseconds an article to read the old state, decide and load; what it was compared with."""

    steps: list[float]
    count_candidates: int


def main() -> None:
    """Make the warehouses, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000], help="numbers of articles")
    costs = [_cost(size) for size in parser.parse_args().sizes]
    sys.stdout.write(f"{'':>9}  an article costs {costs[-1] / costs[0]:.2f} times as much\n")


def _cost(size: int) -> float:
    """Milliseconds an article at one size, printed part by part."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder) / "onrecord.duckdb"
        make(warehouse, size)
        with writing(warehouse, wait_seconds=5) as con:
            for statement in con.extract_statements((HERE / "realistic_keys.sql").read_text("utf-8")):
                given = {"keys": _KEYS, "rate": _RATE}
                con.execute(statement, {name: given[name] for name in statement.named_parameters})
        with writing(warehouse, wait_seconds=5) as con:
            timed = [_timed(con, salt) for salt in range(_TIMES)]
    read, decide, load = (min(each.steps[step] for each in timed) for step in range(3))
    sys.stdout.write(
        f"{size:>9,} articles: {read:6.2f} ms read, {decide:6.2f} ms decided, {load:6.2f} ms loaded; "
        f"{timed[0].count_candidates} candidates\n"
    )
    sys.stdout.flush()
    return read + decide + load


def _timed(con: "DuckDBPyConnection", salt: int) -> _Timed:
    """One batch read, decided and loaded."""
    batch = _batch(con, random.Random(salt), salt)
    start = time.process_time()
    old = read_old_state(con, needs_of(batch))
    read = time.process_time()
    decisions = decide_batch(batch, old, now=NOW, known_after_days=7)
    decided = time.process_time()
    load_enriched(con, batch, decisions, NOW, ("terminal",))
    loaded = time.process_time()
    steps = (read - start, decided - read, loaded - decided)
    return _Timed([step * 1000 / _BATCH for step in steps], len(old.profiles))


def _batch(con: "DuckDBPyConnection", chance: random.Random, salt: int) -> tuple[EnrichedText, ...]:
    """Fifty articles of the last days, each with most of the keys of a stored one of that time."""
    models = con.execute((HERE / "newest_keys.sql").read_text("utf-8")).fetchall()
    texts = []
    for number, (keys,) in enumerate(chance.sample(models, _BATCH)):
        words = " ".join(f"word{chance.randrange(20_000)}" for _ in range(500))
        waiting = replace(
            pending(words, f"a_new{salt}_{number}"),
            published=Published(NOW - timedelta(hours=chance.randrange(72)), Precision.SECOND, "feed"),
            first_seen_at=NOW,
        )
        found = extraction(words)
        texts.append(EnrichedText(waiting, found, replace(profile(waiting, found), keys=tuple(keys))))
    return tuple(texts)


if __name__ == "__main__":
    main()
