"""How long questions, views, macros, the README's queries and publishing take on synthetic warehouses.

    python tests/benchmarks/warehouse_sizes.py 10000 100000

makes one warehouse of each size under a temporary folder (or `--folder`), and prints a table: the best of three runs,
in milliseconds of the processor (which other work on the machine disturbs less than the clock), with all rows brought
to Python. The last two columns are the largest size's time over the smallest one's: of the processor, then by the
clock, which is what somebody waits for (DuckDB does a large question with several processors). A view or macro is asked
by the example of its comment, else for its first twenty rows. `--checks` times the checks, too, which may be slow;
`--only` what has the word in its name. Last comes the most memory that was held: DuckDB may take `--memory` for itself.
"""

import argparse
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    "article": "a_0000000000000007",
    "days": 7,
}  # and null for whatever else is asked
# What the examples name, and what a synthetic warehouse has.
NAMED = {"Xi Jinping": "Person 3 Doe", "xi-jinping": "person-3", "0123456789abcdef": "0000000000000007"}
TIMES = 3
_EXAMPLE = re.compile(r"Example: (.+?)\.?$")
_README_SQL = re.compile(r'onrecord sql "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one question, the least of several runs; in milliseconds, but for what is measured in something else."""

    processor: float
    clock: float


def main() -> None:
    """Make the warehouses, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000], help="numbers of articles")
    parser.add_argument("--checks", action="store_true", help="time the checks, too")
    parser.add_argument("--only", default="", help="only what has this word in its name")
    parser.add_argument("--memory", default="2GB", help="how much DuckDB may hold")
    parser.add_argument("--folder", type=Path, help="where to keep the warehouses; what is there is used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        measured = [dict(_measured(given, given.folder or Path(scratch), size)) for size in given.sizes]
    sys.stdout.writelines(_lines(given.sizes, measured))
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB of memory at most\n")


def _lines(sizes: list[int], measured: list[dict[str, Cost]]) -> Iterator[str]:
    yield f"{'':<60}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>8}{'clock':>8}\n"
    for name, first in measured[0].items():
        times = "".join(f"{each[name].processor if name in each else 0:>12,.1f}" for each in measured)
        last = measured[-1][name]
        yield f"{name:<60}{times}{_ratio(last.processor, first.processor)}{_ratio(last.clock, first.clock)}\n"


def _ratio(last: float, first: float) -> str:
    return f"{last / max(first, 0.1):>8.1f}"


def _measured(given: argparse.Namespace, folder: Path, size: int) -> Iterator[tuple[str, Cost]]:
    """Each thing by its name, and what it costs."""
    warehouse = folder / f"synthetic_{size}.duckdb"
    published = folder / f"synthetic_{size}.published.duckdb"
    if not warehouse.exists():
        yield "make", _cost(lambda: make(warehouse, size), 1)
    yield "publish", _cost(lambda: _publish(warehouse, published), 1)
    yield "size, MB", Cost(megabytes := warehouse.stat().st_size / 1e6, megabytes)
    with reading(published) as con:
        con.execute(f"set memory_limit = '{given.memory}'")
        for name, ask_it in _things(con, with_checks=given.checks):
            if given.only in name:
                yield name, _cost(ask_it)


def _things(con: "DuckDBPyConnection", *, with_checks: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is timed: its name, and a call that asks it."""
    for question in questions():
        wanted = con.extract_statements(sql_text(f"queries/{question}"))[0].named_parameters
        yield f"question {question}", partial(ask, con, question, **{name: ASKED.get(name) for name in wanted})
    for name, comment in con.execute((HERE / "views.sql").read_text("utf-8")).fetchall():
        yield name, partial(run_sql, con, _example(name, comment))
    for query in _README_SQL.findall((HERE.parent.parent / "README.md").read_text("utf-8")):
        yield f"readme {' '.join(query.split())[:50]}", partial(run_sql, con, _of_here(query))
    for check in sql_files("checks") if with_checks else ():
        yield f"check {check.stem}", partial(run_sql, con, check.read_text("utf-8"))


def _example(name: str, comment: str | None) -> str:
    """The query of a view's or macro's comment; without one the first rows of the view."""
    found = _EXAMPLE.search(comment or "")
    if not found:
        return f"from {name.split()[-1]} limit 20"
    query = _of_here(found[1])
    return query if query.split()[0] in ("from", "select", "with") else f"select {query} from (from said limit 20)"


def _of_here(query: str) -> str:
    for theirs, ours in NAMED.items():
        query = query.replace(theirs, ours)
    return query


def _cost(call: Callable[[], object], times: int = TIMES) -> Cost:
    taken = []
    for _ in range(times):
        processor, clock = time.process_time(), time.perf_counter()
        call()
        taken.append((time.process_time() - processor, time.perf_counter() - clock))
    return Cost(*(1000 * min(each) for each in zip(*taken, strict=True)))


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
