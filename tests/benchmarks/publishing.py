"""What publishing costs, and what it costs those who write meanwhile, on warehouses of several sizes.

    python tests/benchmarks/warehouse_sizes.py 10000 100000 1000000 --folder sizes
    python tests/benchmarks/publishing.py sizes/*.duckdb

The warehouses themselves are left alone: each is copied to a temporary folder (`--scratch` names a disk with room for
four copies of the largest). A row for each: the file, a checkpoint after one small load, the file copied and synced,
the whole of `publish`, a small transaction alone and the slowest of those made while a copy was under way, and, with
`--rows`, what the way by rows (`copy from database`) would have cost.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import duckdb
from timing import show

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from warehouse.connection import STORAGE_VERSION, opened, writing  # noqa: E402 - found by the line above
from warehouse.copying import copy_database  # noqa: E402
from warehouse.generation import count_change  # noqa: E402
from warehouse.publish import publish  # noqa: E402
from warehouse.runs import begin_run, end_run  # noqa: E402

_ALONE = 7  # small transactions timed with no copy under way


def main() -> None:
    """Measure each warehouse, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouses", type=Path, nargs="+")
    parser.add_argument("--scratch", type=Path, help="a folder for the copies (the system's, if none is named)")
    parser.add_argument("--rows", action="store_true", help="time `copy from database`, too: slow")
    given = parser.parse_args()
    columns = ("MB", "checkpoint", "copied", "synced", "publish", "write alone", "while copied", "by rows")
    show("".join(f"{column:>14}" for column in columns))
    for warehouse in given.warehouses:
        with tempfile.TemporaryDirectory(dir=given.scratch) as scratch:
            show("".join(f"{number:>14.2f}" for number in _measured(warehouse, Path(scratch), by_rows=given.rows)))


def _measured(warehouse: Path, folder: Path, *, by_rows: bool) -> Iterator[float]:
    own, link = folder / "own.duckdb", folder / "own.published.duckdb"
    shutil.copyfile(warehouse, own)
    _write(own, 0)  # brings its schema up to date
    yield own.stat().st_size / 1e6
    yield _checkpoint(own)
    yield from _copied(own, folder / "copied.duckdb")
    alone = [_seconds(lambda number=number: _write(own, number)) for number in range(1, _ALONE + 1)]  # type: ignore[misc]
    meanwhile: list[float] = []
    yield _published_while(own, link, meanwhile)
    yield median(alone)
    yield max(meanwhile, default=0.0)
    yield _seconds(lambda: _by_rows(own, folder / "rows.duckdb")) if by_rows else 0.0


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _write(own: Path, number: int) -> None:
    """One small transaction, such as every step of a cycle makes."""
    now = datetime.now(UTC)
    with writing(own, wait_seconds=600) as con:
        begin_run(con, f"run_bench_{number}", "benchmark", now)
        end_run(con, f"run_bench_{number}", "completed", now)
        count_change(con, 1)


def _checkpoint(own: Path) -> float:
    with opened(own, wait_seconds=5) as con:
        con.execute("pragma disable_checkpoint_on_shutdown")
        begin_run(con, "run_bench", "benchmark", datetime.now(UTC))
        return _seconds(lambda: con.execute("checkpoint"))


def _copied(own: Path, copy: Path) -> Iterator[float]:
    """Seconds for the copy without syncing it, and for syncing it."""
    whole = _seconds(lambda: copy_database(own, copy))
    copy.unlink()
    os.sync()
    plain = _seconds(lambda: shutil.copyfile(own, copy))
    copy.unlink()
    yield plain
    yield max(whole - plain, 0.0)


def _published_while(own: Path, link: Path, meanwhile: list[float]) -> float:
    """How long publishing took; `meanwhile` gets the small transactions made in that time by another thread."""
    is_done = threading.Event()
    taken: list[float] = []

    def published() -> None:
        now = datetime.now(UTC)
        taken.append(_seconds(lambda: publish(own, link, now=now, min_seconds=0, keep=1, wait_seconds=600)))
        is_done.set()

    publisher = threading.Thread(target=published)
    publisher.start()
    number = 100
    time.sleep(0.05)  # it holds the writers' row by now
    while not is_done.is_set():
        number += 1
        meanwhile.append(_seconds(lambda: _write(own, number)))  # noqa: B023 - called at once
        is_done.wait(0.5)
    publisher.join()
    return taken[0]


def _by_rows(own: Path, copy: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{own}' as warehouse (read_only)")
        con.execute(f"attach '{copy}' as copy (storage_version '{STORAGE_VERSION}')")
        con.execute((HERE / "copy_rows.sql").read_text("utf-8"))


if __name__ == "__main__":
    main()
