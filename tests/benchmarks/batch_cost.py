"""What a batch of fifty articles costs, read and decided, at several sizes of the warehouse.

    python tests/benchmarks/batch_cost.py 10000 100000

makes a synthetic warehouse of each size (a year of news), gives its articles as many keys and fingerprints as real
ones have, and times the old state that a new batch needs and its decision, in milliseconds an article, best of three.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import replace
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
from warehouse.old_state import read_old_state  # noqa: E402

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOW = datetime(2025, 12, 30, tzinfo=UTC)
_KEYS = 60_000  # different ones, some of them much commoner than others
_BATCH = 50


def main() -> None:
    """Make the warehouses, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000], help="numbers of articles")
    for size in parser.parse_args().sizes:
        with tempfile.TemporaryDirectory() as folder:
            warehouse = Path(folder) / "onrecord.duckdb"
            make(warehouse, size)
            with writing(warehouse, wait_seconds=5) as con:
                con.execute((HERE / "realistic_keys.sql").read_text("utf-8"), {"keys": _KEYS})
                read, decide, count = min(_timed(con, salt) for salt in range(3))
        sys.stdout.write(f"{size:>9,} articles: {read:6.2f} ms read, {decide:6.2f} ms decided; {count} candidates\n")


def _timed(con: "DuckDBPyConnection", salt: int) -> tuple[float, float, int]:
    """Milliseconds an article to read the old state and to decide, and how many articles the batch is compared with."""
    batch = _batch(con, random.Random(salt))
    start = time.perf_counter()
    old = read_old_state(con, needs_of(batch))
    middle = time.perf_counter()
    decide_batch(batch, old, now=NOW, known_after_days=7)
    end = time.perf_counter()
    return (middle - start) * 1000 / _BATCH, (end - middle) * 1000 / _BATCH, len(old.profiles)


def _batch(con: "DuckDBPyConnection", chance: random.Random) -> tuple[EnrichedText, ...]:
    """Fifty articles of the last days, each with most of the keys of a stored one of that time."""
    models = con.execute((HERE / "newest_keys.sql").read_text("utf-8")).fetchall()
    texts = []
    for number, (keys,) in enumerate(chance.sample(models, _BATCH)):
        words = " ".join(f"word{chance.randrange(20_000)}" for _ in range(500))
        waiting = replace(
            pending(words, f"a_new{number}"),
            published=Published(NOW - timedelta(hours=chance.randrange(72)), Precision.SECOND, "feed"),
            first_seen_at=NOW,
        )
        found = extraction(words)
        texts.append(EnrichedText(waiting, found, replace(profile(waiting, found), keys=tuple(keys))))
    return tuple(texts)


if __name__ == "__main__":
    main()
