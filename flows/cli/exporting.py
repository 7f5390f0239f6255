"""Answers written to a file, in the form that its ending names: CSV, JSON, JSON Lines or Parquet.

A file is written beside its place and moved there when it is whole, so that nobody reads half of one, and an export
that fails leaves the one before as it was.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.cli.asking import published
from flows.cli.exits import FINE, USAGE, Stop

if TYPE_CHECKING:
    from warehouse.connection import Connection
    from warehouse.questions import Table

Export = Annotated[Path | None, Parameter(name="--export", show_default=False)]
LimitUnlessExported = Annotated[int | None, Parameter(name="--limit", show_default=False)]

EVERYTHING = 2**62  # rows: a bound that no answer reaches
_FORMS = ".csv, .json, .jsonl or .parquet"
_ENDINGS = frozenset({".csv", ".json", ".jsonl", ".ndjson", ".parquet"})


def rows_asked(limit: int | None, export: Path | None, usual: int) -> int:
    """How many rows are wanted: as many as were named, else all for a file and the usual number for a person."""
    if limit is not None:
        return limit
    return EVERYTHING if export else usual


def refuse_two_forms(export: Path | None, *, json: bool = False, csv: bool = False) -> None:
    """Nothing, or a `Stop` where the command line asks for more than one form, or for a file of no known form."""
    named = [name for name, is_asked in (("--json", json), ("--csv", csv), ("--export", export)) if is_asked]
    if len(named) > 1:
        raise Stop(f"{' or '.join(named)}: choose one.", USAGE)
    if export is not None and export.suffix.lower() not in _ENDINGS:
        raise Stop(f"--export {export}: the ending names the form, {_FORMS}. Give the file one of these.", USAGE)


def export_answer(file: Path, question: str, **parameters: object) -> int:
    """The exit code, after the published copy's answer to a daily question was written to the file, and said so."""
    from warehouse.questions import ask, write_answer

    if _is_parquet(file):
        return _export(file, lambda con, part: write_answer(con, part, question, **parameters))
    return _export(file, lambda con, part: _write(ask(con, question, **parameters), part, file.suffix.lower()))


def export_sql(file: Path, sql: str) -> int:
    """The exit code, after the published copy's answer to a query of one's own was written to the file, and said so."""
    from warehouse.questions import run_sql, write_sql

    if _is_parquet(file):
        return _export(file, lambda con, part: write_sql(con, part, sql))
    return _export(file, lambda con, part: _write(run_sql(con, sql), part, file.suffix.lower()))


def _is_parquet(file: Path) -> bool:
    return file.suffix.lower() == ".parquet"


def _export(file: Path, write: "Callable[[Connection, Path], int]") -> int:
    """Write the answer beside its place, move it there, and say what it is."""
    from warehouse.connection import reading

    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with reading(published()) as con:
            count = write(con, part)
        part.replace(file)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    print(f"{count:,} {'row' if count == 1 else 'rows'} written to {file}")
    return FINE


def _write(table: "Table", part: Path, ending: str) -> int:
    """How many rows were written, as UTF-8 with one kind of line end on every system."""
    from flows.cli.tables import print_csv, print_json, print_json_list

    form = {".csv": print_csv, ".json": print_json_list}.get(ending, print_json)
    with part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
        form(table.columns, table.rows, out)
    return len(table.rows)
