"""The readers' copy: atomic, skipped when nothing changed, never written over, cleaned up."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from warehouse_samples import ARTICLES, NOW, load_sample

from warehouse.connection import STORAGE_VERSION, reading, writing
from warehouse.intake import load_articles
from warehouse.locking import copying
from warehouse.migrate import migrate
from warehouse.publish import Publication, publish
from warehouse.runs import begin_run
from warehouse.statements import rows

SYNTHETIC = Path(__file__).resolve().parent / "benchmarks" / "synthetic.sql"

Publish = Callable[..., Publication]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.duckdb"
    with writing(path, wait_seconds=5) as con:
        load_articles(con, ARTICLES[:1])
    return path


@pytest.fixture
def link(path: Path) -> Path:
    return path.with_name("news.published.duckdb")


@pytest.fixture
def published(path: Path, link: Path) -> Publish:
    def one(now: datetime = NOW, min_seconds: float = 0, keep: int = 2) -> Publication:
        return publish(path, link, now=now, min_seconds=min_seconds, keep=keep, wait_seconds=5)

    return one


def change(path: Path, number: int) -> None:
    with writing(path, wait_seconds=5) as con:
        load_articles(con, ARTICLES[number : number + 1])


def count_articles(link: Path) -> object:
    with reading(link) as con:
        return con.execute("select count(*) from articles").fetchall()[0][0]


def test_publishes_a_copy_with_all_rows(path: Path, link: Path, published: Publish) -> None:
    found = published()
    assert found.is_published
    assert re.fullmatch(rf"published/news\.[0-9a-f]{{8}}-{found.generation}\.duckdb", link.readlink().as_posix())
    assert found.count_bytes == link.stat().st_size
    assert count_articles(link) == 1


def test_is_skipped_when_nothing_changed(path: Path, link: Path, published: Publish) -> None:
    first = published()
    with writing(path, wait_seconds=5) as con:
        begin_run(con, "r_1", "monitor", NOW)  # no content
        load_articles(con, ARTICLES[:1])  # known
    again = published(NOW + timedelta(days=1))
    assert not again.is_published
    assert again.reason == "Nothing has changed since the last copy was published."
    assert again.generation == first.generation


def test_a_warehouse_made_anew_is_published_at_whatever_generation(path: Path, link: Path, published: Publish) -> None:
    first = published()
    path.unlink()
    with writing(path, wait_seconds=5) as con:
        load_articles(con, ARTICLES[1:2])  # another article, and just as many changes
    anew = published(NOW + timedelta(hours=1))
    assert anew.generation == first.generation
    assert anew.is_published
    with reading(link) as con:
        assert con.execute("select title from articles").fetchall() == [("Reprint in short",)]


_NOTEBOOK = """
import sys, duckdb
link = sys.argv[1]
con = duckdb.connect(link, read_only=True)
while sys.stdin.readline().strip() == "ask":
    fresh = duckdb.connect(str(__import__("pathlib").Path(link).resolve()), read_only=True)
    count = "select count(*) from articles"
    print(con.sql(count).fetchall()[0][0], fresh.sql(count).fetchall()[0][0], flush=True)
    fresh.close()
"""


def test_a_notebook_with_an_old_connection_sees_the_newest_on_a_new_one(
    path: Path, link: Path, published: Publish
) -> None:
    published()
    command = [sys.executable, "-c", _NOTEBOOK, str(link)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as notebook:
        assert notebook.stdin is not None
        assert notebook.stdout is not None
        seen = []
        for number in (1, 2, 3):
            notebook.stdin.write("ask\n")
            seen.append(notebook.stdout.readline().split())
            change(path, number)
            published(NOW + timedelta(hours=number))
        notebook.stdin.close()
        assert notebook.wait(timeout=20) == 0
    assert seen == [["1", "1"], ["1", "2"], ["1", "3"]]


def test_is_skipped_too_soon(path: Path, link: Path, published: Publish) -> None:
    published()
    change(path, 1)
    soon = published(NOW + timedelta(seconds=20), min_seconds=120)
    assert not soon.is_published
    assert soon.reason == "The last copy is 20 seconds old; the next one follows after 120."
    assert published(NOW + timedelta(seconds=121), min_seconds=120).is_published


def test_a_clock_set_back_does_not_stop_publishing(path: Path, published: Publish) -> None:
    published()
    change(path, 1)
    assert published(NOW - timedelta(days=1), min_seconds=120).is_published


def test_old_copies_go_and_those_who_read_them_go_on(path: Path, link: Path, published: Publish) -> None:
    published()
    with reading(link) as old:
        for number in (1, 2, 3):
            change(path, number)
            published(NOW + timedelta(hours=number))
        assert old.execute("select count(*) from articles").fetchall() == [(1,)]
        assert count_articles(link) == 4  # a new connection of this very process sees the newest
    assert len(list((path.parent / "published").iterdir())) == 2
    assert link.exists()


def test_copies_of_another_warehouse_are_left(path: Path, published: Publish) -> None:
    folder = path.parent / "published"
    folder.mkdir()
    other = folder / "news.extra.0a1b2c3d-3.duckdb"
    other.write_text("of another warehouse")
    for number in (1, 2, 3):
        change(path, number)
        published(NOW + timedelta(hours=number), keep=1)
    assert other.exists()
    assert len(list(folder.iterdir())) == 2


def test_a_short_disk_is_said(path: Path, link: Path, published: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    published()
    change(path, 1)
    usage = shutil.disk_usage(path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    short = published(NOW + timedelta(hours=1))
    assert not short.is_published
    assert short.is_failed
    assert short.reason.startswith("The disk is short: a copy needs ")
    assert count_articles(link) == 1


_FULL = """
import resource, sys
from datetime import datetime
from pathlib import Path
from warehouse.publish import publish
warehouse, link, now, most = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))  # no file may grow beyond: as on a full disk
when = datetime.fromisoformat(now)
found = publish(Path(warehouse), Path(link), now=when, min_seconds=0, keep=2, wait_seconds=5)
print(found.is_published, found.is_failed, found.reason)
"""


@pytest.mark.parametrize(("share", "is_logged"), [(0.0, False), (0.3, False), (0.9, False), (0.3, True), (1.0, True)])
def test_a_disk_that_fills_up_leaves_the_old_copy(
    path: Path, link: Path, published: Publish, share: float, is_logged: bool
) -> None:
    """As real as it gets without a disk of our own: the system refuses to let the copy, or the checkpoint, grow.

    What was written while another copy was made is in the write-ahead log, and has to be checkpointed first.
    """
    published()
    with copying(path, wait_seconds=5) if is_logged else nullcontext(), writing(path, wait_seconds=5) as con:
        load_articles(con, ARTICLES[1:2])
        con.execute("create table much as select hash(i) as number from range(500000) as numbers(i)")
    most, when = str(int(path.stat().st_size * share)), (NOW + timedelta(hours=1)).isoformat()
    command = [sys.executable, "-c", _FULL, str(path), str(link), when, most]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("False True"), done.stdout
    assert "could not be written" in done.stdout
    assert "The last copy stays" in done.stdout
    assert count_articles(link) == 1
    assert [file.suffix for file in (path.parent / "published").iterdir()] == [".duckdb"]
    assert published(NOW + timedelta(hours=2)).is_published
    assert count_articles(link) == 2


def test_never_writes_over_a_copy(path: Path, link: Path, published: Publish) -> None:
    """A copy that was finished, but not linked, when the process was killed, or one of a former warehouse."""
    first = published()
    change(path, 1)
    edition = link.resolve().stem.removesuffix(str(first.generation))
    left = path.parent / "published" / f"{edition}{first.generation + 1}.duckdb"
    left.write_text("somebody may have it open")
    found = published(NOW + timedelta(hours=1), keep=9)
    assert found.is_published
    assert left.read_text() == "somebody may have it open"
    assert link.resolve().name == f"{edition}{found.generation}-1.duckdb"
    assert not published(NOW + timedelta(hours=2)).is_published


def test_an_unfinished_copy_of_a_killed_process_is_no_harm(path: Path, link: Path, published: Publish) -> None:
    (path.parent / "published").mkdir()
    (path.parent / "published" / "news.unfinished").write_text("half")
    (path.parent / "published" / "news.unfinished.wal").write_text("half")
    (path.parent / "published" / "news.unfinished.tmp").mkdir()
    link.with_name(f"{link.name}.fresh").symlink_to("nowhere")
    assert published().is_published
    assert count_articles(link) == 1
    assert [file.suffix for file in (path.parent / "published").iterdir()] == [".duckdb"]


def test_the_copy_is_for_reading_only(link: Path, published: Publish) -> None:
    published()
    with reading(link) as con, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        con.execute("delete from articles")


def test_the_copy_has_views_macros_and_comments(path: Path, link: Path, published: Publish) -> None:
    with writing(path, wait_seconds=5) as con:
        load_sample(con)
    published()
    with reading(link) as con:
        assert con.execute("from most_quoted limit 1").fetchall()[0][1] == "Anna Kovač"
        assert con.execute("from event_timeline('e_bridge')").fetchall()
        comments = con.execute("select comment from duckdb_views() where view_name = 'said'").fetchall()
    assert comments[0][0].startswith("One row per quote")


def test_what_is_numbered_is_the_same_after_the_copys_last_checkpoint(
    path: Path, link: Path, published: Publish
) -> None:
    """A checkpoint tidies up rows that were deleted, and others come to other places: not in the copy."""
    kept = (77, 80, 68, 46, 32, 82, 23, 69, 75, 97)  # hundredths of each group of rows
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as news (row_group_size 2048, storage_version '{STORAGE_VERSION}')")
        con.execute("use news")
        migrate(con, path)
        for statement in con.extract_statements(SYNTHETIC.read_text("utf-8")):
            given = {"articles": 14_000, "days": 30}
            con.execute(statement, {name: given[name] for name in statement.named_parameters})
        con.execute("checkpoint")
        for group, share in enumerate(kept):
            con.execute(f"""
                delete from credited_quotes
                where rowid // 2048 = {group} and rowid % 2048 >= 2048 * {share} // 100
            """)
    assert published().is_published
    with reading(link) as con:
        assert rows(con, "checks/numbered_agree") == []
        ((count,),) = con.execute("select count(*) from numbered_voices").fetchall()
        assert count > 10_000
