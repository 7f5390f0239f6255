"""Questions that people ask daily, each a file of `queries/`, and queries of their own."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.statements import Row, sql_files, sql_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


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
    return _table(con.execute(_text(question), parameters))


def run_sql(con: "DuckDBPyConnection", sql: str, *, most: int | None = None) -> Table:
    """The answer to a query in the words of whoever asks, or its first rows; of several statements, to the last."""
    return _table(con.execute(sql), most)


def queries_of(con: "DuckDBPyConnection", text: str) -> tuple[str, ...]:
    """The queries that a text holds, each by itself."""
    return tuple(statement.query for statement in con.extract_statements(text))


def write_answer(con: "DuckDBPyConnection", file: Path, question: str, **parameters: object) -> int:
    """How many rows of the answer to a question were written to a Parquet file, with the types they have here.

    Raises:
        ValueError: there is no such question.
    """
    return _write_parquet(con, file, con.sql(_text(question), params=parameters))


def write_sql(con: "DuckDBPyConnection", file: Path, sql: str) -> int:
    """How many rows of the answer to somebody's own query were written to a Parquet file.

    Raises:
        ValueError: it is no query, so that it has no answer.
    """
    return _write_parquet(con, file, con.sql(sql))


def _write_parquet(con: "DuckDBPyConnection", file: Path, answer: "DuckDBPyRelation | None") -> int:
    if answer is None:
        raise ValueError("the query: it has no answer that could be written. Ask with select or from.")
    answer.write_parquet(str(file), compression="zstd")
    found = con.read_parquet(str(file)).count("*").fetchone()
    return int(found[0]) if found else 0


def _text(question: str) -> str:
    if question not in questions():
        raise ValueError(f"{question}: no such question. There are: {', '.join(questions())}.")
    return sql_text(f"queries/{question}")


def _table(answer: "DuckDBPyConnection", most: int | None = None) -> Table:
    columns = tuple(column[0] for column in answer.description or ())
    if not columns:
        return Table((), ())
    return Table(columns, tuple(answer.fetchall() if most is None else answer.fetchmany(most)))
