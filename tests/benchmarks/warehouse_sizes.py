"""How long every question, view, macro and check takes on synthetic warehouses, and publishing.

    python tests/benchmarks/warehouse_sizes.py 10000 100000

makes one warehouse of each size under a temporary folder (or `--folder`), and prints a table: the best of five runs,
in milliseconds, with all rows brought to Python; the last column is the largest size's time over the smallest one's.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from warehouse.connection import reading, writing  # noqa: E402 - found by the line above
from warehouse.publish import publish  # noqa: E402
from warehouse.questions import ask, questions, run_sql  # noqa: E402
from warehouse.statements import sql_files, sql_text  # noqa: E402

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ASKED = {
    "name": "Person 3 Doe",
    "kind": None,
    "since": None,
    "limit": 20,
    "event": "e_0000000000000007",
    "zone": "Asia/Tokyo",
    "order": "growth",
    "entity": "n_0000000000000003",
    "statement": "st_0000000000000000",
}
MACROS = {"quotes_per_figure_per_day": "('Europe/Paris')", "event_timeline": "('e_0000000000000007')"}
TIMES = 5


def main() -> None:
    """Make the warehouses, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000], help="numbers of articles")
    parser.add_argument("--folder", type=Path, help="where to keep the warehouses; what is there is used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        measured = [dict(_measured(given.folder or Path(scratch), size)) for size in given.sizes]
    sys.stdout.writelines(_lines(given.sizes, measured))


def _lines(sizes: list[int], measured: list[dict[str, float]]) -> Iterator[str]:
    yield f"{'':<36}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>8}\n"
    for name, first in measured[0].items():
        times = "".join(f"{each.get(name, 0):>12,.1f}" for each in measured)
        yield f"{name:<36}{times}{measured[-1][name] / max(first, 0.1):>8.1f}\n"


def _measured(folder: Path, size: int) -> Iterator[tuple[str, float]]:
    """Each thing by its name, and its time in milliseconds."""
    warehouse = folder / f"synthetic_{size}.duckdb"
    published = folder / f"synthetic_{size}.published.duckdb"
    if not warehouse.exists():
        yield "make", _time(lambda: make(warehouse, size), 1)
    yield "publish", _time(lambda: _publish(warehouse, published), 1)
    yield "size, MB", warehouse.stat().st_size / 1e6
    with reading(published) as con:
        yield from _asked(con)


def _asked(con: "DuckDBPyConnection") -> Iterator[tuple[str, float]]:
    for question in questions():
        given = {name: value for name, value in ASKED.items() if f"${name}::" in sql_text(f"queries/{question}")}
        yield f"question {question}", _time(partial(ask, con, question, **given))
    for view in _views(con):
        yield f"view {view}", _time(partial(run_sql, con, f"from {view}"))
    for macro, arguments in MACROS.items():
        yield f"macro {macro}", _time(partial(run_sql, con, f"from {macro}{arguments}"))
    for check in sql_files("checks"):
        yield f"check {check.stem}", _time(partial(run_sql, con, check.read_text("utf-8")), 1)


def _views(con: "DuckDBPyConnection") -> list[str]:
    return [name for (name,) in con.execute((HERE / "views.sql").read_text("utf-8")).fetchall()]


def _time(call: Callable[[], object], times: int = TIMES) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return 1000 * min(taken)


def make(warehouse: Path, size: int, days: int = 365) -> None:
    """A warehouse of that many synthetic articles, of the last days of 2025."""
    given = {"articles": size, "days": days}
    with writing(warehouse, wait_seconds=5) as con:
        for statement in con.extract_statements((HERE / "synthetic.sql").read_text("utf-8")):
            con.execute(statement, {name: given[name] for name in statement.named_parameters})


def _publish(warehouse: Path, published: Path) -> None:
    now = datetime.now(UTC)
    publish(warehouse, published, now=now, min_seconds=0, keep=1, wait_seconds=5)


if __name__ == "__main__":
    main()
