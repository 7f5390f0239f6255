"""The commands that ask the published copy for the rest: `sql`, and who is tracked, which feeds."""

from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import Parameter

from flows.cli.asking import answer, nothing, print_answer, published
from flows.cli.exits import FINE, USAGE, Stop, is_of_duckdb
from flows.cli.exporting import Export, export_answer, export_sql, refuse_two_forms
from flows.cli.feeding import feeds_app
from flows.cli.program import QUESTIONS, Json, app

if TYPE_CHECKING:
    from collections.abc import Callable

_Answer = TypeVar("_Answer")
Csv = Annotated[bool, Parameter(name="--csv", negative=(), show_default=False)]

_SQL = """\
Examples:
  onrecord sql "from most_quoted limit 10"
  onrecord sql --json "select speaker, text from said where via is not null"
  onrecord sql --csv "from quoted_together" > together.csv
  onrecord sql --export said.parquet "from said"
  onrecord sql - < my-query.sql
  onrecord sql "select table_name, comment from duckdb_tables()"
"""


@app.command(group=QUESTIONS, help_epilogue=_SQL)
def sql(query: str, /, *, json: Json = False, csv: Csv = False, export: Export = None) -> int:
    """Ask the published copy in SQL; it cannot be changed by a question.

    Args:
        query: a DuckDB query; "-" alone reads it from standard input
        json: one line of JSON a row
        csv: comma-separated values, with a header
        export: write it to this file, .csv, .json, .jsonl or .parquet
    """
    import sys

    from flows.cli.answers import answer_sql
    from flows.cli.tables import print_csv

    refuse_two_forms(export, json=json, csv=csv)
    text = sys.stdin.read() if query.strip() == "-" else query
    if export:
        return _asked(text, lambda: export_sql(export, text))
    table = _asked(text, lambda: answer_sql(published(), text))
    if csv:
        print_csv(table.columns, table.rows)
    else:
        print_answer(table, as_json=json)
    return FINE


def _asked(text: str, ask: "Callable[[], _Answer]") -> _Answer:
    """What came of asking, or a `Stop` that says in one line what DuckDB has against the query."""
    if not text.strip().strip(";").strip():
        raise Stop('the query is empty. Try: onrecord sql "from most_quoted limit 10"', USAGE)
    try:
        return ask()
    except Exception as error:
        if not is_of_duckdb(error):
            raise
        said = " ".join(line.strip() for line in str(error).split("\nLINE ")[0].splitlines() if line.strip())
        remedy = 'Tables and views: onrecord sql "show tables"; the columns of one: onrecord sql "describe said"'
        if "read-only" in said:
            remedy = "This is the readers' copy; nothing in it can be changed."
        raise Stop(f"the query: {said.rstrip('.')}. {remedy}") from error


@feeds_app.default
def feeds(*, json: Json = False, export: Export = None) -> int:
    """Show the feeds, the troubled first; add, remove, import or export them.

    Args:
        json: one line of JSON a feed
        export: write it to this file, .csv, .json, .jsonl or .parquet
    """
    from flows.cli.answers import as_dicts
    from flows.cli.feed_listing import print_feeds

    refuse_two_forms(export, json=json)
    if export:
        return export_answer(export, "feeds")
    table = answer("feeds")
    if not table.rows:
        return nothing(_no_feeds(), as_json=json)
    if json:
        print_answer(table, as_json=True)
    else:
        print_feeds(as_dicts(table))
    return FINE


def _no_feeds() -> str:
    """What to do where no feed was ever asked: start, or list some first."""
    from flows.files.seeds import listed_feeds
    from flows.settings import settings

    place = settings().feeds
    if count := len(listed_feeds(place)):
        return f"{count} feeds are listed in {place}, none was asked yet: onrecord run"
    return f"No feeds are listed in {place} (the setting `feeds`). Add some: onrecord feeds add SITE"
