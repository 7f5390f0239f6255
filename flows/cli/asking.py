"""What the commands that ask have in common: where to ask, and how an answer, or none, is shown."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.cli.exits import FINE

if TYPE_CHECKING:
    from warehouse.questions import Table

Limit = Annotated[int, Parameter(name="--limit")]


def published() -> Path:
    """The link to the newest copy for readers."""
    from flows.places import Places
    from flows.settings import settings

    return Places(settings().warehouse).published


def answer(question: str, **parameters: object) -> "Table":
    """The published copy's answer to one of the daily questions."""
    from flows.cli import answers

    return answers.answer(published(), question, **parameters)


def print_answer(table: "Table", *, as_json: bool, columns: Mapping[str, str] = MappingProxyType({})) -> None:
    """Print an answer whole as JSON; for a person the named columns, under these headings (all, if none is named)."""
    from flows.cli.tables import print_json, print_table

    if as_json:
        print_json(table.columns, table.rows)
        return
    if not table.columns:
        return
    headings = list(columns.values()) or list(table.columns)
    chosen = [table.columns.index(name) for name in columns] or range(len(table.columns))
    print_table(headings, [[row[at] for at in chosen] for row in table.rows])


def nothing(message: str, *, as_json: bool) -> int:
    """Fine, with nothing to show: a person is told what to do next, a machine gets no line."""
    if not as_json:
        print(message)
    return FINE


def in_utc(moment: datetime | None) -> datetime | None:
    """The moment, taken to be UTC where it names no zone."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
