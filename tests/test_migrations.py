"""Warehouses of every earlier schema, kept as their programs wrote them, are brought up to date with nothing lost."""

import errno
import gzip
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from warehouse_samples import ARTICLES, NOW

from warehouse.backup import COUNT_KEPT, BackupFailed, back_up, backups
from warehouse.checks import failed_checks
from warehouse.connection import WarehouseNewer, looking, opened, storage_version, writing
from warehouse.damage import log_of
from warehouse.intake import load_articles
from warehouse.journalled import journalled, load_journalled
from warehouse.locking import locked
from warehouse.migrate import Migration, migrate, migrations
from warehouse.publish import publish
from warehouse.recovery import sound_copy
from warehouse.statements import sql_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEPT = sorted((Path(__file__).resolve().parent / "warehouses").glob("*.duckdb.gz"))
SCHEMA = frozenset({"schema_migrations", "schema_views", "warehouse_state"})  # what a migration itself writes


@pytest.fixture(params=KEPT, ids=lambda kept: kept.name.split(".")[0])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "onrecord.duckdb"
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    return path


def counts(con: "DuckDBPyConnection") -> dict[str, int]:
    """How many rows each table has."""
    tables = con.execute("select table_name from duckdb_tables() where not temporary order by all").fetchall()
    return {name: con.execute(f'select count(*) from "{name}"').fetchall()[0][0] for (name,) in tables}


def of_schema(path: Path) -> int:
    with opened(path, wait_seconds=5, read_only=True) as con:
        return int(con.execute("select max(migration_number) from schema_migrations").fetchall()[0][0])


def test_the_first_schema_is_kept() -> None:
    assert KEPT[0].name == "0001.duckdb.gz"


def test_a_kept_warehouse_is_brought_up_to_date_with_nothing_lost(old: Path) -> None:
    with opened(old, wait_seconds=5, read_only=True) as con:
        before = counts(con)
    assert all(before[name] for name in ("articles", "quotes", "alerts", "deliveries", "corrections", "feeds"))
    applied = [step for step in migrations() if step.number > of_schema(old)]
    with locked(old, wait_seconds=5), opened(old, wait_seconds=5) as con:
        assert migrate(con, old) == len(applied)
        after = counts(con)
        assert [name for name in before if name not in SCHEMA and after.get(name) != before[name]] == []
        assert [str(check) for check in failed_checks(con)] == []
        assert migrate(con, old) == 0
    with looking(old, wait_seconds=5):
        pass  # up to date, for those who bring nothing up to date


def test_a_copy_that_an_older_program_published_is_no_damage(old: Path) -> None:
    """It is what a warehouse is restored from that breaks before the next copy is published."""
    copy = old.parent / "published" / "onrecord.0123abcd-1.duckdb"
    copy.parent.mkdir()
    old.rename(copy)
    found = sound_copy(old.with_name("onrecord.published.duckdb"))
    assert found is not None
    assert found.path == copy


def test_the_views_of_a_kept_warehouse_answer(old: Path) -> None:
    with writing(old, wait_seconds=5) as con:
        views = con.execute("select view_name from duckdb_views() where not internal order by all").fetchall()
        found = {name: con.execute(f'select count(*) from "{name}"').fetchall()[0][0] for (name,) in views}
    assert found["said"] > 0
    assert found["most_quoted"] > 0
    assert found["events"] > 0


@pytest.mark.parametrize("file", sql_files("views"), ids=lambda file: file.stem)
def test_views_say_case_when(file: Path) -> None:
    """DuckDB 2.0 keeps `if(…)` in a view as a call of what 1.5 has no function for: such a copy could not be read."""
    code = [line for line in file.read_text("utf-8").splitlines() if not line.lstrip().startswith("--")]
    assert [line for line in code if re.search(r"(?<![\w.])if\(", line)] == []


# --- the backup made before -------------------------------------------------------------------------------------------


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Migration:
    """A migration that the kept warehouses lack, as the next release might bring it."""
    step = Migration(9000, "9000_moods", "create table moods (mood varchar); comment on table moods is 'One row per …'")
    monkeypatch.setattr("warehouse.migrate.migrations", lambda: (*migrations(), step))
    return step


@pytest.fixture
def current(tmp_path: Path) -> Path:
    """A warehouse of the schema before that step, with an article in it."""
    path = tmp_path / "news.desk.duckdb"
    with writing(path, wait_seconds=5) as con:
        load_articles(con, ARTICLES[:1])
    return path


def test_a_new_warehouse_needs_no_backup(current: Path) -> None:
    assert backups(current) == ()


def test_a_backup_is_kept_before_a_migration(current: Path, step: Migration) -> None:
    schema = of_schema(current)
    with writing(current, wait_seconds=5) as con:
        assert con.execute("from moods").fetchall() == []
    (kept,) = backups(current)
    assert kept.name.startswith(f"news.desk.schema-{schema:04}.")
    with opened(kept, wait_seconds=5, read_only=True) as con:
        assert con.execute("select count(*) from articles").fetchall() == [(1,)]
        assert con.execute("select count(*) from duckdb_tables() where table_name = 'moods'").fetchall() == [(0,)]
    with writing(current, wait_seconds=5):
        pass
    assert backups(current) == (kept,)


def test_the_way_back_is_to_put_the_backup_in_its_place(
    current: Path, step: Migration, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(current, wait_seconds=5) as con:
        load_articles(con, ARTICLES[1:2])
    (kept,) = backups(current)
    monkeypatch.undo()  # the program of before
    with pytest.raises(WarehouseNewer, match="9000_moods"):
        writing(current, wait_seconds=5).__enter__()
    kept.replace(current)
    with writing(current, wait_seconds=5) as con:
        assert con.execute("select count(*) from articles").fetchall() == [(1,)]


def test_a_backup_holds_no_line_of_the_journal(current: Path, step: Migration) -> None:
    with duckdb.connect(str(current)) as con:
        load_journalled(con, "l_1")
        version = storage_version(con)
    with writing(current, wait_seconds=5) as con:
        assert journalled(con) == "l_1"
    (kept,) = backups(current)
    assert not log_of(kept).exists()
    with opened(kept, wait_seconds=5, read_only=True) as con:
        assert journalled(con) not in (None, "l_1"), "put in the warehouse's place, it is not brought up to the journal"
        assert storage_version(con) == version


def test_publishing_keeps_a_backup_too(current: Path, step: Migration) -> None:
    link = current.with_name("news.desk.published.duckdb")
    assert publish(current, link, now=NOW, min_seconds=0, keep=2, wait_seconds=5).is_published
    assert len(backups(current)) == 1


def test_a_few_backups_are_kept(current: Path) -> None:
    other = current.with_name("news.schema-0001.2026-01-01T000000.duckdb")
    other.write_text("of another warehouse")
    made = [back_up(current, 1, NOW + timedelta(days=day)) for day in range(COUNT_KEPT + 2)]
    assert backups(current) == tuple(reversed(made))[:COUNT_KEPT]
    assert other.exists()


def test_two_backups_of_one_second_are_two(current: Path) -> None:
    first, second = back_up(current, 1, NOW), back_up(current, 1, NOW)
    assert set(backups(current)) == {first, second}


def test_a_short_disk_refuses_the_migration(current: Path, step: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    schema, usage = of_schema(current), shutil.disk_usage(current.parent)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
        with pytest.raises(BackupFailed, match=r"news\.desk\.duckdb: its schema was not brought up .*1,000 are free"):
            writing(current, wait_seconds=5).__enter__()
    assert of_schema(current) == schema
    with writing(current, wait_seconds=0):
        pass
    assert of_schema(current) == step.number


def test_a_backup_that_cannot_be_written_refuses_the_migration(
    current: Path, step: Migration, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = of_schema(current)

    def full(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("warehouse.copying._copy", full)
        with pytest.raises(BackupFailed, match="No space left on device"):
            writing(current, wait_seconds=5).__enter__()
    assert of_schema(current) == schema
    assert [file.name for file in current.parent.iterdir() if "schema" in file.name] == []
