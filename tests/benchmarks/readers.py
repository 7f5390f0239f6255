"""What readers cost the writer: cycles alone, and cycles while many processes query the published copy.

    python tests/benchmarks/readers.py sizes/10000.duckdb

The warehouse is copied to a temporary folder first. A cycle is a hundred new articles loaded and a copy published.
Readers ask as people and dashboards do: each opens the newest copy, asks one of a few questions, closes, and pauses
(`--pause` seconds, on average); and each holds one connection open from its start to its end, under all publications.
Cycles alone and cycles with readers take turns, so that what else the machine does falls on both. Printed are the
medians and their ratio, how many questions were asked, how many failed, and how long the slowest took. The time that
the writer's own threads ran is told beside its length: where the one grows and the other does not, readers took the
processor, not a lock, and more processors mend it.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from timing import show

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]

from extractors.records import Article, Origin, Outlet, Precision, Published, SeenAddress  # noqa: E402 - found by the line above
from extractors.records.ids import article_id, text_sha256  # noqa: E402
from warehouse.connection import reading, writing  # noqa: E402
from warehouse.intake import load_articles  # noqa: E402
from warehouse.publish import publish  # noqa: E402

QUESTIONS = (
    "select speaker, text, url from said order by reported_at desc nulls last limit 20",
    "from most_quoted limit 10",
    "select count(*) from said where text ilike '%gate 7%'",
    "from events order by last_reported_at desc limit 20",
)
ARTICLES = 100


def main() -> None:
    """Measure, print; as a reader (`--ask`), ask until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--readers", type=int, default=32)
    parser.add_argument("--pause", type=float, default=10.0)
    parser.add_argument("--cycles", type=int, default=7)
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        _ask(given.warehouse, given.ask, given.pause)
        return
    with tempfile.TemporaryDirectory() as scratch:
        own = Path(scratch) / "own.duckdb"
        shutil.copyfile(given.warehouse, own)
        _cycle(own, 0)
        _measure(own, given)


def _measure(own: Path, given: argparse.Namespace) -> None:
    alone: list[tuple[float, float]] = []
    with_readers: list[tuple[float, float]] = []
    go = own.with_name("go")
    with _readers(own, go, given.readers, given.pause) as said:
        for number in range(given.cycles):
            alone.append(_cycle(own, 2 * number + 1))
            go.touch()
            time.sleep(given.pause / 2)  # until they are at it
            with_readers.append(_cycle(own, 2 * number + 2))
            go.unlink()
            time.sleep(1)  # until the last of them has its answer
    asked, failed = sum(each["asked"] for each in said), sum(each["failed"] for each in said)
    slowest, kept = max(each["slowest"] for each in said), sum(each["kept"] for each in said)
    show(f"{given.readers} readers, {given.cycles} cycles each way, {given.warehouse.stat().st_size / 1e6:,.0f} MB")
    for at, what in enumerate(("length", "processor")):
        one, other = [cycle[at] for cycle in alone], [cycle[at] for cycle in with_readers]
        ratio = median(two / first for first, two in zip(one, other, strict=True))
        show(f"{what:10} alone {median(one):.2f} s, with readers {median(other):.2f} s, ratio {ratio:.2f}")
    show(f"{asked} questions, {failed} failed, the slowest {slowest:.2f} s; {kept} old connections read to the end")


@contextmanager
def _readers(own: Path, go: Path, count: int, pause: float) -> Iterator[list[dict[str, float]]]:
    """The readers at work; when they have left, the list holds what each of them says."""
    link = own.with_name("own.published.duckdb")
    command = [sys.executable, str(Path(__file__)), str(link), "--ask", str(go), "--pause", str(pause)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)
    ]
    said: list[dict[str, float]] = []
    for reader in started:
        assert reader.stdout is not None
        reader.stdout.readline()  # it has its first connection
    yield said
    said.extend(json.loads(reader.communicate("", timeout=60)[0]) for reader in started)


def _ask(link: Path, go: Path, pause: float) -> None:
    """Ask while the file `go` is there, until standard input ends, and print what it came to."""
    chance = random.Random()
    told = {"asked": 0, "failed": 0, "slowest": 0.0, "kept": 0}
    with reading(link) as held:
        count = "select count(*) from articles"
        before = held.execute(count).fetchall()
        show("ready")
        while not _ended(chance.uniform(0.5, 1.5) * pause if go.exists() else 0.3):
            if go.exists():
                _one(link, chance.choice(QUESTIONS), told)
        told["kept"] = int(held.execute(count).fetchall() == before)
    show(json.dumps(told))


def _ended(wait: float) -> bool:
    import select

    return bool(select.select([sys.stdin], [], [], wait)[0])


def _one(link: Path, question: str, told: dict[str, float]) -> None:
    began = time.perf_counter()
    try:
        with reading(link) as con:
            con.execute(question).fetchall()
    except Exception as error:  # whatever it is, it is an error that a reader would have seen
        told["failed"] += 1
        show(f"{type(error).__name__}: {error}")
    told["asked"] += 1
    told["slowest"] = max(told["slowest"], time.perf_counter() - began)


def _cycle(own: Path, number: int) -> tuple[float, float]:
    """Seconds, passed and on the processor, for a hundred new articles in batches of twenty, and a copy published."""
    articles = _articles(number)
    began, ran = time.perf_counter(), time.process_time()
    for at in range(0, ARTICLES, 20):
        with writing(own, wait_seconds=60) as con:
            load_articles(con, articles[at : at + 20])
    link, now = own.with_name("own.published.duckdb"), datetime.now(UTC)
    found = publish(own, link, now=now, min_seconds=0, keep=2, wait_seconds=60)
    if not found.is_published:
        raise SystemExit(f"not published: {found.reason}")
    return time.perf_counter() - began, time.process_time() - ran


def _articles(cycle: int) -> Sequence[Article]:
    now, made = datetime.now(UTC), []
    for number in range(ARTICLES):
        address = f"https://readers.example/{cycle}/{number}"
        text = f"Person {number} Doe said: “We will open gate {cycle} before the summer is over.” " * 30
        made.append(
            Article(
                article_id=article_id(
                    canonical_address=address, import_source=None, external_id=None, sha256=text_sha256(text)
                ),
                origin=Origin.FEED,
                text=text,
                text_sha256=text_sha256(text),
                seen_at=now,
                canonical_address=address,
                addresses=(SeenAddress(address, "final"),),
                title=f"Gate {cycle}",
                title_from="page",
                outlet=Outlet("Readers", "readers.example"),
                language="en",
                published=Published(now, Precision.SECOND, "page"),
            )
        )
    return made


if __name__ == "__main__":
    main()
