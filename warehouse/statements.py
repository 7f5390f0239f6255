"""SQL files and how they are run: every line of SQL is in a `.sql` file, every value is a named parameter.

Bulk loads hand over all rows as one parameter, a JSON list that the file takes apart: `unnest(from_json_strict(…))`;
the largest as one JSON object with a list for each column. One value crosses from Python to DuckDB, and names and types
of the rows stand in the file beside the columns they fill. (List parameters would do the same, but for each element
DuckDB tries to import pandas: 150 microseconds a value where that is not installed. JSON takes less than 2.)
In loads of many rows it is `(select $rows)`: a bare parameter is a constant, which DuckDB unfolds value by value while
it plans, in three times the time.
"""

import dataclasses
import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import orjson

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_HERE = Path(__file__).resolve().parent
_CHANGING = frozenset(
    {
        duckdb.StatementType.INSERT,
        duckdb.StatementType.UPDATE,
        duckdb.StatementType.DELETE,
        duckdb.StatementType.MERGE_INTO,
    }
)

Row = tuple[Any, ...]


@lru_cache(maxsize=256)
def sql_text(name: str) -> str:
    """The text of `warehouse/<name>.sql`."""
    return (_HERE / f"{name}.sql").read_text(encoding="utf-8")


def sql_files(folder: str) -> tuple[Path, ...]:
    """The `.sql` files of a folder of this package, in the order of their names."""
    return tuple(sorted((_HERE / folder).glob("*.sql")))


def run(con: "DuckDBPyConnection", name: str, /, **parameters: object) -> int:
    """How many rows the statements of `<name>.sql` inserted, changed or deleted.

    Each statement gets those of the parameters that it names. Staging into temporary tables is not counted.
    """
    changed = 0
    for statement in con.extract_statements(sql_text(name)):
        given = {key: parameters[key] for key in statement.named_parameters}
        con.execute(statement, given)
        if statement.type in _CHANGING:
            changed += con.fetchall()[0][0]
    return changed


def rows(con: "DuckDBPyConnection", name: str, /, **parameters: object) -> list[Row]:
    """All rows of the one query in `<name>.sql`."""
    return con.execute(sql_text(name), parameters).fetchall()


def value(con: "DuckDBPyConnection", name: str, /, **parameters: object) -> Any:
    """The one value that the query in `<name>.sql` gives."""
    found = con.execute(sql_text(name), parameters).fetchone()
    return found[0] if found else None


def as_columns(records: Iterable[object], /, **columns: str) -> str:
    """Records as one JSON object with a list for each column, whose value says where to find it in a record.

    For `from_json_strict((select $columns), …)` and an `unnest` for each column: a quarter of the time of as many rows.
    """
    found = list(records)
    return _dumped({name: list(map(attrgetter(path), found)) for name, path in columns.items()})


def as_json(records: Iterable[object]) -> str:
    """Records as one JSON list, for `unnest(from_json_strict($rows, …))`.

    Dataclasses become objects named like their fields, times ISO 8601 with their offset, sets sorted lists, a number
    that is not finite null. A lone surrogate, which no UTF-8 can hold, becomes U+FFFD: one character for one, so that
    offsets stay right.
    """
    return _dumped(list(records))


def _dumped(thing: object) -> str:
    try:
        return orjson.dumps(thing, default=_sorted_set).decode()
    except TypeError:  # a lone surrogate, or something that has no form in JSON and is refused here, too
        return _well_formed(json.dumps(thing, default=_plain, ensure_ascii=False))


def _sorted_set(thing: object) -> object:
    if isinstance(thing, frozenset | set):
        return sorted(thing)
    raise TypeError(f"{type(thing).__name__} has no form in JSON")


def _plain(thing: object) -> object:
    """What orjson makes of what the standard library does not know."""
    kind: Any = type(thing)  # mypy does not take `type[object]` for hashable
    if names := _field_names(kind):
        return {name: getattr(thing, name) for name in names}
    return thing.isoformat() if isinstance(thing, datetime) else _sorted_set(thing)


@lru_cache(maxsize=256)
def _field_names(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields; none for any other type."""
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def _well_formed(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text
