"""Nobody waits: writers go on while a copy is made, analysts read theirs on while others are published under them."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from warehouse_samples import ARTICLES, NOW

from warehouse import copying, publish
from warehouse.connection import looking, reading, writing
from warehouse.intake import load_articles
from warehouse.publish import Publication


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.duckdb"
    add(path, 0)
    return path


def add(path: Path, number: int) -> None:
    with writing(path, wait_seconds=5) as con:
        load_articles(con, ARTICLES[number : number + 1])


def published(path: Path, hours: int = 0) -> Publication:
    link, now = path.with_name("news.published.duckdb"), NOW + timedelta(hours=hours)
    return publish.publish(path, link, now=now, min_seconds=0, keep=2, wait_seconds=5)


def count_copied(path: Path) -> object:
    with reading(path.with_name("news.published.duckdb")) as con:
        return con.execute("select count(*) from articles").fetchall()[0][0]


def count_stored(path: Path) -> object:
    with looking(path, wait_seconds=5) as con:
        return con.execute("select count(*) from articles").fetchall()[0][0]


@contextmanager
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Copying says when the file is open for it, and waits for leave to go on: a large file on a slow disk."""
    began, go_on = threading.Event(), threading.Event()
    copy = copying._copy

    def slow(source: Path, target: Path) -> None:
        began.set()
        assert go_on.wait(60)
        copy(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(copying, "_copy", slow)
        yield began, go_on
        go_on.set()


def test_writers_go_on_while_a_copy_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    with held_up(monkeypatch) as (began, go_on):
        publisher = threading.Thread(target=lambda: found.append(published(path)))
        publisher.start()
        assert began.wait(60)
        for number in (1, 2):
            add(path, number)  # would be WarehouseBusy after 5 seconds if the copy held it up
        assert count_stored(path) == 3
        go_on.set()
        publisher.join(60)
    assert found[0].is_published
    assert count_copied(path) == 1  # what there was when the copy began, to the row
    add(path, 3)
    assert not path.with_name("news.duckdb.wal").exists()  # all of it is in the one file again
    assert published(path, 1).is_published
    assert count_copied(path) == 4


def test_a_second_publisher_says_that_one_is_at_work(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = path.with_name("news.published.duckdb")
    with held_up(monkeypatch) as (began, go_on):
        publisher = threading.Thread(target=published, args=(path,))
        publisher.start()
        assert began.wait(60)
        second = publish.publish(path, link, now=NOW, min_seconds=120, keep=2, wait_seconds=5)
        go_on.set()
        publisher.join(60)
    assert not second.is_published
    assert not second.is_failed
    assert second.reason.startswith("Another copy is being made just now")


def test_a_program_that_knows_no_lock_spoils_one_copy_at_most(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(path)
    add(path, 1)
    found = []
    with held_up(monkeypatch) as (began, go_on):
        publisher = threading.Thread(target=lambda: found.append(published(path, 1)))
        publisher.start()
        assert began.wait(60)
        with duckdb.connect(str(path)) as con:
            con.execute("create table notes as select 'mine' as note")
        go_on.set()
        publisher.join(60)
    assert found[0].is_failed
    assert "changed by a program that knows no lock" in found[0].reason
    assert count_copied(path) == 1
    assert [file.suffix for file in (path.parent / "published").iterdir()] == [".duckdb"]
    assert published(path, 2).is_published
    assert count_copied(path) == 2


_KILLED = """
import sys, time
from datetime import datetime, timezone
from pathlib import Path
from warehouse import copying
from warehouse.publish import publish

def half(source, target):
    target.write_bytes(source.read_bytes()[:100_000])
    print("half", flush=True)
    time.sleep(600)

copying._copy = half
path = Path(sys.argv[1])
now = datetime.now(timezone.utc)
publish(path, path.with_name("news.published.duckdb"), now=now, min_seconds=0, keep=2, wait_seconds=5)
"""


def test_a_publisher_that_is_killed_leaves_nothing_behind(path: Path) -> None:
    published(path)
    add(path, 1)
    with subprocess.Popen([sys.executable, "-c", _KILLED, str(path)], stdout=subprocess.PIPE, text=True) as publisher:
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == "half\n"
        add(path, 2)
        publisher.send_signal(signal.SIGKILL)
        publisher.wait(20)
    assert count_copied(path) == 1
    assert (path.parent / "published" / "news.unfinished").exists()
    assert count_stored(path) == 3
    assert published(path, 1).is_published
    assert count_copied(path) == 3
    assert [file.suffix for file in (path.parent / "published").iterdir()] == [".duckdb"] * 2
    assert not published(path, 2).is_published


_ANALYST = """
import sys
from pathlib import Path
from warehouse.connection import reading
link = Path(sys.argv[1])
count = "select count(*) from articles"
with reading(link) as old:
    print(old.execute(count).fetchall()[0][0], flush=True)
    for _ in sys.stdin:
        with reading(link) as new:
            print(old.execute(count).fetchall()[0][0], new.execute(count).fetchall()[0][0], flush=True)
"""


def test_analysts_in_processes_of_their_own_read_on(path: Path) -> None:
    """One holds the first copy open through all publications, another comes later; both see the newest anew."""
    published(path)
    link = path.with_name("news.published.duckdb")
    analysts: list[subprocess.Popen[str]] = []
    seen = []
    try:
        for number in (1, 2, 3):
            if number < 3:
                command = [sys.executable, "-c", _ANALYST, str(link)]
                analysts.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
                seen.append(answer(analysts[-1]))
            add(path, number)
            assert published(path, number).is_published
            for analyst in analysts:
                assert analyst.stdin is not None
                analyst.stdin.write("again\n")
                analyst.stdin.flush()
                seen.append(answer(analyst))
    finally:
        for analyst in analysts:
            analyst.communicate(timeout=20)
    assert seen == ["1", "1 2", "2", "1 3", "2 3", "1 4", "2 4"]
    assert len(list((path.parent / "published").iterdir())) == 2


def answer(analyst: "subprocess.Popen[str]") -> str:
    assert analyst.stdout is not None
    return analyst.stdout.readline().strip()


def test_looking_and_writing_take_turns_with_a_waiting_publisher(path: Path) -> None:
    """A publisher waits for the writer, and the writer never for the publisher: neither locks the other out."""
    found: list[Publication] = []
    with writing(path, wait_seconds=5) as con:
        publisher = threading.Thread(target=lambda: found.append(published(path)))
        publisher.start()
        time.sleep(0.2)
        load_articles(con, ARTICLES[1:2])
    publisher.join(60)
    assert found[0].is_published
    assert count_copied(path) == 2
