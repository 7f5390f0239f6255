"""How far the warehouse follows the journal, and whether it holds what another one does."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb

from warehouse.statements import rows, run, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_THINGS = (
    "articles",
    "article_versions",
    "article_changes",
    "quotes",
    "events",
    "event_articles",
    "statements",
    "entities",
    "alerts",
    "deliveries",
)
_FEW = 5


def journalled(con: "DuckDBPyConnection") -> str | None:
    """The last line of the journal that the warehouse holds; None where it is empty."""
    found = value(con, "reads/journalled")
    return None if found is None else str(found)


def load_journalled(con: "DuckDBPyConnection", line: str) -> None:
    """The warehouse holds the journal up to that line. It is no change for readers."""
    run(con, "loads/journalled", line=line)


def of_no_line() -> str:
    """What stands in a line's place where what a warehouse holds is in no line: what comes next begins with it."""
    return f"before_{uuid4()}"


def is_journalled(con: "DuckDBPyConnection") -> bool:
    """Whether the schema of a warehouse knows of lines."""
    return bool(value(con, "reads/is_journalled"))


# --- raw files --------------------------------------------------------------------------------------------------------


def raw_files_unread(con: "DuckDBPyConnection") -> frozenset[str]:
    """The names of raw files with pages whose texts wait to be read."""
    return frozenset(name for (name,) in rows(con, "reads/raw_files_unread"))


def count_by_raw_file(con: "DuckDBPyConnection") -> dict[str, int]:
    """How many texts point to each raw file."""
    return dict(rows(con, "reads/raw_files"))


# --- comparing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Likeness:
    """How the things of one kind compare: counts, and a few ids that only one of two warehouses has."""

    thing: str
    count_here: int
    count_there: int
    missing: tuple[str, ...]  # of what is here, only
    added: tuple[str, ...]  # of what is there, only
    count_missing: int
    count_added: int

    @property
    def is_same(self) -> bool:
        """Whether both have the same."""
        return not self.count_missing and not self.count_added


def likenesses(here: Path, there: Path) -> tuple[Likeness, ...]:
    """How two warehouses compare that nobody writes to now, a kind of thing at a time."""
    with duckdb.connect(str(here), read_only=True) as one, duckdb.connect(str(there), read_only=True) as other:
        return tuple(_likeness(thing, _ids(one, thing), _ids(other, thing)) for thing in _THINGS)


def _ids(con: "DuckDBPyConnection", thing: str) -> frozenset[str]:
    return frozenset(made for (made,) in rows(con, "reads/ids_made", thing=thing))


def _likeness(thing: str, here: frozenset[str], there: frozenset[str]) -> Likeness:
    missing, added = sorted(here - there), sorted(there - here)
    return Likeness(thing, len(here), len(there), _few(missing), _few(added), len(missing), len(added))


def _few(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(ids[:_FEW])
