"""What the doctor and the commands say of the files: format, copy, backups, and a database newer than the program."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.cli import exits, main
from flows.cli.doctor import Finding, State, examine
from flows.delivery.journal import Journal
from flows.places import Places
from flows.settings import Settings, settings
from warehouse.backup import back_up
from warehouse.connection import writing
from warehouse.generation import count_change
from warehouse.journalled import journalled

NOW = datetime.now(UTC)


@pytest.fixture
def own_copy(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A loaded warehouse that a test may spoil, and that the settings name."""
    path = Path(shutil.copytree(seeded_file.parent, tmp_path / "own", symlinks=True)) / seeded_file.name
    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(path))
    settings.cache_clear()
    return path


def finding(warehouse: Path, thing: str, now: datetime = NOW) -> Finding:
    found = examine(Settings(warehouse=warehouse), Places(warehouse), now)
    return next(each for each in found if each.thing == thing)


def change(warehouse: Path, sql: str) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        con.execute(sql)
        count_change(con, 1)


def test_the_format_is_told_with_the_duckdb_in_use(seeded_file: Path) -> None:
    found = finding(seeded_file, "format")
    assert found.state is State.FINE
    assert found.said.startswith("DuckDB ")
    assert found.said.endswith("on a file in the format of v1.2.0, which DuckDB 1.5 and 2.0 read")


def test_a_copy_with_all_there_is_is_fine(seeded_file: Path) -> None:
    found = finding(seeded_file, str(seeded_file.with_name("onrecord.published.duckdb")))
    assert found.state is State.FINE
    assert found.said.endswith("with all there is")


def test_a_copy_that_is_behind_is_stale_after_hours(own_copy: Path) -> None:
    change(own_copy, "update outlets set name = name")
    link = str(own_copy.with_name("onrecord.published.duckdb"))
    assert "follows with the next one" in finding(own_copy, link).said
    late = finding(own_copy, link, NOW + timedelta(days=2))
    assert late.state is State.STALE
    assert "was not published" in late.said


def test_no_copy_and_a_broken_copy_are_told(own_copy: Path) -> None:
    link = own_copy.with_name("onrecord.published.duckdb")
    link.resolve().write_text("not a database " * 1000)
    broken = finding(own_copy, str(link))
    assert broken.state is State.BROKEN
    assert "cannot be read" in broken.said
    shutil.rmtree(link.resolve().parent)
    assert finding(own_copy, str(link)).said == "there is no copy for readers yet"


def test_what_a_warehouse_has_lost_is_told(own_copy: Path) -> None:
    journal = Journal(Places(own_copy).journal)
    with writing(own_copy, wait_seconds=5) as con:
        held = journalled(con)
    for line, after in (("l_lost", held), ("l_lost_too", "l_lost")):
        journal.append({"kind": "notice", "line": line, "after": after, "at": NOW.isoformat()})
    found = finding(own_copy, str(own_copy))
    assert found.state is State.BROKEN
    assert "it lacks the last 2 of what the journal says" in found.said
    assert "The next `onrecord run` puts it aside and restores it" in found.said


def test_backups_are_told(own_copy: Path) -> None:
    for day in (1, 2):
        back_up(own_copy, 1, NOW - timedelta(days=day))
    found = finding(own_copy, "backups")
    assert found.state is State.FINE
    assert found.said.startswith("2 kept from before the schema changed (")
    assert f"onrecord.schema-0001.{NOW - timedelta(days=1):%Y-%m-%d}" in found.said


_NEWER = "insert into schema_migrations values (9999, '9999_tomorrow', 'x', now())"


@pytest.mark.parametrize("words", [["quotes", "Xi Jinping"], ["sql", "from said"], ["figures"]])
def test_a_newer_copy_is_refused_by_who_asks_it(
    own_copy: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    change(own_copy, _NEWER)
    link = own_copy.with_name("onrecord.published.duckdb")
    shutil.copyfile(own_copy, link.resolve())
    assert main(words) == exits.FAILED
    said = capsys.readouterr().err
    assert said.startswith(f"onrecord: {link}: its schema is at 9999 (9999_tomorrow), this program knows up to ")
    assert len(said.splitlines()) == 1


def test_a_newer_warehouse_is_broken_for_the_doctor_and_refused_by_who_writes(
    own_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(own_copy, _NEWER)
    found = finding(own_copy, str(own_copy))
    assert found.state is State.BROKEN
    assert "Use the newer program that made it" in found.said
    assert found.remedy == ""
    assert main(["entities", "merge", "Xi Jinping", "Vladimir Putin"]) == exits.FAILED
    assert f"{own_copy}: its schema is at 9999" in capsys.readouterr().err


@pytest.mark.slow
def test_a_newer_warehouse_is_refused_by_a_cycle(own_copy: Path) -> None:
    from test_cli import started

    change(own_copy, _NEWER)
    done = started("run", warehouse=own_copy)
    assert done.returncode == exits.FAILED
    assert f"onrecord: {own_copy}: its schema is at 9999 (9999_tomorrow)" in done.stderr
    assert "Traceback" not in done.stderr
