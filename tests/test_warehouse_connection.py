"""One writer at a time, one transaction; locks held by others; migrations; the storage format."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import (
    STORAGE_VERSION,
    MigrationChanged,
    NothingPublished,
    WarehouseBroken,
    WarehouseBusy,
    WarehouseNewer,
    WarehouseOlder,
    looking,
    opened,
    reading,
    writing,
)
from warehouse.generation import generation
from warehouse.locking import locked
from warehouse.migrate import Migration, migrate, migrations
from warehouse.runs import begin_run

from warehouse_samples import NOW  # isort: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "down" / "news.desk.duckdb"


def count_runs(path: Path) -> object:
    with writing(path, wait_seconds=5) as con:
        return con.execute("select count(*) from runs").fetchall()[0][0]


def test_commits_on_leaving_and_makes_the_folder(path: Path) -> None:
    with writing(path, wait_seconds=5) as con:
        begin_run(con, "r_1", "monitor", NOW)
    assert count_runs(path) == 1


def test_rolls_back_on_an_error(path: Path) -> None:
    def interrupted() -> None:
        with writing(path, wait_seconds=5) as con:
            begin_run(con, "r_1", "monitor", NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert count_runs(path) == 0


def test_the_lock_is_free_after_an_error(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(path, wait_seconds=5):
        raise ZeroDivisionError
    with writing(path, wait_seconds=0):
        pass


def test_busy_names_the_path_and_the_process(path: Path) -> None:
    with writing(path, wait_seconds=5), pytest.raises(WarehouseBusy) as busy, writing(path, wait_seconds=0):
        pass
    assert str(path) in str(busy.value)
    assert f"process {os.getpid()} " in str(busy.value)


def test_a_second_writer_waits_for_the_first(path: Path) -> None:
    with writing(path, wait_seconds=5) as con:
        second = threading.Thread(target=count_runs, args=(path,))
        second.start()
        begin_run(con, "r_1", "monitor", NOW)
        assert second.is_alive()
    second.join(timeout=20)
    assert not second.is_alive()


_HOLDER = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def test_waits_in_bounds_for_a_program_that_knows_no_lock_file(path: Path) -> None:
    count_runs(path)
    command = [sys.executable, "-c", _HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(WarehouseBusy, match=f"process {holder.pid} is writing"), writing(path, wait_seconds=0.2):
            pass
        holder.stdin.close()
        holder.wait(timeout=20)
    assert count_runs(path) == 0


def test_a_file_that_is_no_database_is_not_called_busy(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.duckdb"
    path.write_text("not a database, and long enough to be read as the head of one " * 200)
    with pytest.raises(WarehouseBroken, match=r"onrecord\.duckdb"), writing(path, wait_seconds=5):
        pass


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="onrecord run"), reading(tmp_path / "onrecord.published.duckdb"):
        pass


def test_times_come_back_aware_and_utc(path: Path) -> None:
    with writing(path, wait_seconds=5) as con:
        begin_run(con, "r_1", "monitor", NOW)
        (at,) = con.execute("select started_at from runs").fetchall()[0]
    assert at == NOW
    assert at.utcoffset().total_seconds() == 0


def test_the_file_is_in_a_format_that_both_versions_read(path: Path) -> None:
    count_runs(path)
    with duckdb.connect(str(path)) as con:
        tags = con.execute("select tags from duckdb_databases() where not internal").fetchall()[0][0]
    assert tags["storage_version"].startswith(STORAGE_VERSION)


# --- migrations -------------------------------------------------------------------------------------------------------

MOODS = Migration(
    9000, "9000_moods", "create table moods (mood varchar); comment on table moods is 'One row per mood.'"
)
STEPS = (*migrations(), MOODS)


def migrated(path: Path, steps: tuple[Migration, ...] | None = None) -> int:
    with locked(path, wait_seconds=5), opened(path, wait_seconds=5) as con:
        return migrate(con, path, steps)


def test_each_migration_is_applied_once(path: Path) -> None:
    assert migrated(path, STEPS[:-1]) == len(migrations())
    assert migrated(path, STEPS) == 1
    assert migrated(path, STEPS) == 0


def test_a_migration_that_fails_leaves_nothing(path: Path) -> None:
    broken = replace(MOODS, sql="create table moods (mood varchar); select no_such_thing()")
    with pytest.raises(duckdb.Error, match="no_such_thing"):
        migrated(path, (*STEPS[:-1], broken))
    assert migrated(path, STEPS) == 1


def test_a_changed_migration_is_refused(path: Path) -> None:
    migrated(path, STEPS)
    changed = replace(MOODS, sql=MOODS.sql.replace("mood varchar", "mood integer"))
    with pytest.raises(MigrationChanged, match="9000_moods was applied with other words"):
        migrated(path, (*STEPS[:-1], changed))


def test_line_endings_are_no_change(path: Path) -> None:
    migrated(path, STEPS)
    assert migrated(path, (*STEPS[:-1], replace(MOODS, sql=MOODS.sql.replace("\n", "\r\n")))) == 0


def test_a_newer_database_is_refused(path: Path) -> None:
    migrated(path, (*migrations(), Migration(9999, "9999_tomorrow", "create table tomorrow (day integer)")))
    with pytest.raises(WarehouseNewer, match=r"news\.desk\.duckdb: its schema is at 9999 .*knows up to \d+"):
        count_runs(path)


def test_a_copy_of_a_newer_program_is_refused(path: Path) -> None:
    migrated(path, (*migrations(), Migration(9999, "9999_tomorrow", "create table tomorrow (day integer)")))
    with pytest.raises(WarehouseNewer, match=r"its schema is at 9999"):
        reading(path).__enter__()


def test_views_are_made_anew_only_when_their_files_changed(path: Path) -> None:
    with writing(path, wait_seconds=5) as con:
        before = generation(con)
        con.execute("drop view said")
        con.execute("update schema_views set sha256 = 'other'")
    with writing(path, wait_seconds=5) as con:
        assert con.execute("from said").fetchall() == []
        assert generation(con) == before + 1
    with writing(path, wait_seconds=5) as con:
        assert generation(con) == before + 1


def test_opening_an_up_to_date_warehouse_writes_nothing(path: Path) -> None:
    count_runs(path)
    before = path.read_bytes()
    count_runs(path)
    assert path.read_bytes() == before


def test_a_look_changes_nothing(path: Path) -> None:
    count_runs(path)
    before = path.read_bytes()
    with looking(path, wait_seconds=5) as con:
        assert con.execute("select count(*) from runs").fetchall() == [(0,)]
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            begin_run(con, "r_1", "monitor", NOW)
    assert path.read_bytes() == before


@pytest.mark.parametrize("older", ["update schema_views set sha256 = 'other'", "delete from schema_migrations"])
def test_a_look_brings_nothing_up_to_date(path: Path, older: str) -> None:
    with writing(path, wait_seconds=5) as con:
        con.execute(older)
    before = path.read_bytes()
    with pytest.raises(WarehouseOlder, match=r"news\.desk\.duckdb: it was made by an older program"):
        looking(path, wait_seconds=5).__enter__()
    assert path.read_bytes() == before


def test_a_look_waits_in_the_writers_row(path: Path) -> None:
    with writing(path, wait_seconds=5), pytest.raises(WarehouseBusy):
        looking(path, wait_seconds=0).__enter__()


def test_each_migration_has_a_number_of_its_own() -> None:
    numbers = [step.number for step in migrations()]
    assert numbers[0] == 1
    assert numbers == sorted(set(numbers))
