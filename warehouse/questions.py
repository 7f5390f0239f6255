"""Questions that people ask daily, each a file of `queries/`, and queries of their own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.statements import Row, sql_files, sql_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: the columns' names, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def questions() -> tuple[str, ...]:
    """The names of all questions."""
    return tuple(file.stem for file in sql_files("queries"))


def ask(con: "DuckDBPyConnection", question: str, **parameters: object) -> Table:
    """The answer to `warehouse/queries/<question>.sql` with its named parameters.

    Raises:
        ValueError: there is no such question.
    """
    if question not in questions():
        raise ValueError(f"{question}: no such question. There are: {', '.join(questions())}.")
    return _table(con.execute(sql_text(f"queries/{question}"), parameters))


def run_sql(con: "DuckDBPyConnection", sql: str) -> Table:
    """The answer to a query in the words of whoever asks; of several statements, to the last."""
    return _table(con.execute(sql))


def _table(answer: "DuckDBPyConnection") -> Table:
    columns = tuple(column[0] for column in answer.description or ())
    return Table(columns, tuple(answer.fetchall()) if columns else ())
