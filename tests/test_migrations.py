"""Warehouses of every earlier schema, kept as their programs wrote them, are brought up to date with nothing lost."""

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from warehouse.checks import failed_checks
from warehouse.connection import looking, opened, writing
from warehouse.locking import locked
from warehouse.migrate import migrate, migrations

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


def test_the_views_of_a_kept_warehouse_answer(old: Path) -> None:
    with writing(old, wait_seconds=5) as con:
        views = con.execute("select view_name from duckdb_views() where not internal order by all").fetchall()
        found = {name: con.execute(f'select count(*) from "{name}"').fetchall()[0][0] for (name,) in views}
    assert found["said"] > 0
    assert found["most_quoted"] > 0
    assert found["events"] > 0
