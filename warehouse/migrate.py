"""The schema brought up to date: numbered migrations, then the views, each recorded with the hash of its file."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.generation import count_change
from warehouse.statements import rows, run, sql_files, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class WarehouseNewer(Exception):  # noqa: N818 - it reads as what is the case
    """The database was made by a newer program: this one would not understand all of it."""


class WarehouseOlder(Exception):  # noqa: N818 - it reads as what is the case
    """The schema or the views of the database are older than this program: the next run brings them up to date."""


class MigrationChanged(Exception):  # noqa: N818 - it reads as what is the case
    """The file of a migration is not what was applied: a migration that was applied is never edited."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered change of the schema, as its file has it."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """The hash that is recorded when it is applied; line endings do not count."""
        return _sha256(self.sql)


@cache
def _sha256(sql: str) -> str:
    return hashlib.sha256("\n".join(sql.splitlines()).encode()).hexdigest()


def migrations(files: tuple[Path, ...] | None = None) -> tuple[Migration, ...]:
    """The migrations in their order. The file's name opens with the number: `0001_first_schema.sql`."""
    return _read(files) if files else _ours()


def _read(files: tuple[Path, ...]) -> tuple[Migration, ...]:
    found = (Migration(int(file.stem.split("_")[0]), file.stem, file.read_text("utf-8")) for file in files)
    return tuple(sorted(found, key=lambda migration: migration.number))


@cache  # asked at each opening, of which a cycle has dozens
def _ours() -> tuple[Migration, ...]:
    return _read(sql_files("migrations"))


def migrate(con: "DuckDBPyConnection", path: Path, steps: tuple[Migration, ...] | None = None) -> int:
    """How many migrations were applied to the database at `path`, each in a transaction of its own; views follow.

    Raises:
        WarehouseNewer: the database has a migration that this program does not know.
        MigrationChanged: the file of an applied migration was edited.
    """
    steps = migrations() if steps is None else steps
    if not _has_schema_tables(con):  # asked first: opening a warehouse must not write to it
        run(con, "loads/schema_tables")
    missing = _missing(con, path, steps)
    for step in missing:
        _apply(con, step)
    _apply_views(con)
    return len(missing)


def is_up_to_date(con: "DuckDBPyConnection", path: Path) -> bool:
    """Whether the database at `path` has the schema and the views of this program, so that `migrate` has nothing to do.

    Raises:
        WarehouseNewer, MigrationChanged: as `migrate` does.
    """
    return _has_schema_tables(con) and not _missing(con, path, migrations()) and _has_views(con)


def schema_to_back_up(con: "DuckDBPyConnection", path: Path) -> int | None:
    """The schema that the database at `path` has, if migrations wait for it and it holds anything; else None.

    Raises:
        WarehouseNewer, MigrationChanged: as `migrate` does.
    """
    if not _has_schema_tables(con) or not _missing(con, path, migrations()):
        return None
    return max((number for number, _, _ in rows(con, "reads/applied_migrations")), default=None)


def refuse_unlike(con: "DuckDBPyConnection", path: Path) -> None:
    """Nothing; the schema and the views of the database at `path` are those of this program, and nothing is changed.

    Raises:
        WarehouseOlder: they would be brought up to date by whoever may write.
        WarehouseNewer, MigrationChanged: as `migrate` does.
    """
    if not is_up_to_date(con, path):
        raise WarehouseOlder(f"{path}: it was made by an older program. The next `onrecord run` brings it up to date.")


def refuse_newer(con: "DuckDBPyConnection", path: Path) -> None:
    """Nothing; this program knows every migration of the database at `path`, which may lack some.

    Raises:
        WarehouseNewer: it does not.
    """
    applied = {number: (name, sha256) for number, name, sha256 in rows(con, "reads/applied_migrations")}
    _refuse_newer(path, applied, migrations())


def _has_schema_tables(con: "DuckDBPyConnection") -> bool:
    return int(value(con, "reads/count_schema_tables")) == 3


def _missing(con: "DuckDBPyConnection", path: Path, steps: tuple[Migration, ...]) -> list[Migration]:
    """The migrations that the database does not have yet."""
    applied = {number: (name, sha256) for number, name, sha256 in rows(con, "reads/applied_migrations")}
    _refuse_newer(path, applied, steps)
    _refuse_changed(path, applied, steps)
    return [step for step in steps if step.number not in applied]


def _refuse_newer(path: Path, applied: dict[int, tuple[str, str]], steps: tuple[Migration, ...]) -> None:
    newest = max((step.number for step in steps), default=0)
    unknown = sorted(applied.keys() - {step.number for step in steps})
    if unknown:
        raise WarehouseNewer(
            f"{path}: its schema is at {unknown[-1]} ({applied[unknown[-1]][0]}), this program knows up to {newest}. "
            "Use the newer program that made it, or another warehouse."
        )


def _refuse_changed(path: Path, applied: dict[int, tuple[str, str]], steps: tuple[Migration, ...]) -> None:
    for step in steps:
        name, sha256 = applied.get(step.number, (step.name, step.sha256))
        if sha256 != step.sha256:
            raise MigrationChanged(
                f"{path}: migration {name} was applied with other words than warehouse/migrations/{step.name}.sql has. "
                "Restore that file, and put the change into a new migration."
            )


def _apply(con: "DuckDBPyConnection", step: Migration) -> None:
    """The migration applied and recorded: both or neither."""
    con.execute("begin")
    try:
        con.execute(step.sql)
        run(con, "loads/schema_migrations", number=step.number, name=step.name, sha256=step.sha256)
        count_change(con, 1)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _apply_views(con: "DuckDBPyConnection") -> None:
    """All views and macros made anew where any of their files is not what was applied last."""
    if _has_views(con):
        return
    con.execute("begin")
    try:
        for text in _view_texts():
            con.execute(text)
        run(con, "loads/schema_views", sha256=_views_sha256())
        count_change(con, 1)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _has_views(con: "DuckDBPyConnection") -> bool:
    return rows(con, "reads/applied_views") == [(_views_sha256(),)]


@cache
def _views_sha256() -> str:
    return hashlib.sha256("\x1f".join(_view_texts()).encode()).hexdigest()


def _view_texts() -> list[str]:
    return [file.read_text("utf-8") for file in sql_files("views")]
