"""Damage: a warehouse that cannot be read, told apart from one that is busy, too new, or on a full disk."""

import re
from pathlib import Path

import duckdb

_LOG_START = b"\x64\x00\x62\x65\x00"  # what every write-ahead log of DuckDB's begins with: its version record
_DAMAGED = ("replaying wal", "corrupt", "could not read enough bytes", "not a valid duckdb database file")
# Such words may stand around what is no damage: these say that room, rights or a newer program is needed.
_QUOTED = re.compile(r'"[^"]*"')  # paths, whose words say nothing
_KINDS = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)
_HARMLESS = ("no space", "too large", "could not write", "out of memory", "permission", "newer", "version", "too many")


class WarehouseBroken(Exception):  # noqa: N818 - it reads as what is the case
    """The warehouse, or its write-ahead log, cannot be read, or has lost a part of what it held."""

    cause: str = ""  # in a few words, where they are known


def broken(path: Path, cause: object) -> WarehouseBroken:
    """The error that says so, and what becomes of it."""
    error = WarehouseBroken(
        f"{path}: the warehouse is broken ({_one_line(cause)}). The next `onrecord run` puts it aside and restores it "
        "from the last published copy, the raw pages and the journal."
    )
    error.cause = _one_line(cause)
    return error


def is_damage(error: duckdb.Error) -> bool:
    """Whether an error of DuckDB's means that the file, or its log, is damaged. In doubt it is not.

    Premise: nothing that passes by itself, or with more room, rights or another version, may put a warehouse aside.
    """
    words = _QUOTED.sub("", str(error)).lower()
    is_of_kind = isinstance(error, _KINDS) or _DAMAGED[0] in words
    if not is_of_kind or any(word in words for word in _HARMLESS):
        return False
    return isinstance(error, duckdb.SerializationException) or any(word in words for word in _DAMAGED)


def is_of_values(error: Exception) -> bool:
    """Whether an error of DuckDB's comes of what was to be loaded, not of the file, the disk or the machine."""
    return isinstance(error, duckdb.DataError | duckdb.IntegrityError | duckdb.ProgrammingError)


def refuse_strange_log(path: Path) -> None:
    """Nothing, unless a write-ahead log does not begin like one: DuckDB would pass over it and lose it silently."""
    log = log_of(path)
    if not log.exists():
        return
    with log.open("rb") as file:
        start = file.read(len(_LOG_START))
    if start != _LOG_START[: len(start)]:
        raise broken(path, "its write-ahead log does not begin like one")


def log_of(path: Path) -> Path:
    """Where DuckDB keeps the write-ahead log of a database."""
    return path.with_name(f"{path.name}.wal")


def _one_line(cause: object) -> str:
    return " ".join(str(cause).split())[:300]
