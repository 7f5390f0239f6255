"""The commands that ask the published copy: `sql`, and the questions of every day."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from flows.cli.asking import Limit, answer, in_utc, nothing, print_answer, published
from flows.cli.exits import FINE, USAGE, Stop, is_of_duckdb, say
from flows.cli.program import QUESTIONS, Json, app

if TYPE_CHECKING:
    from warehouse.questions import Table

Csv = Annotated[bool, Parameter(name="--csv", negative=(), show_default=False)]

_SQL = """\
Examples:
  onrecord sql "from most_quoted limit 10"
  onrecord sql --json "select speaker, text from said where via is not null"
  onrecord sql --csv "from quoted_together" > together.csv
  onrecord sql - < my-query.sql
  onrecord sql "select table_name, comment from duckdb_tables()"
"""
_QUOTES = """\
Examples:
  onrecord quotes "Xi Jinping"
  onrecord quotes putin --kind direct --limit 5
  onrecord quotes guterres --since 2026-03-01 --json
  onrecord quotes "Xi Jinping" --diff
"""
_EVENTS = """\
Examples:
  onrecord events
  onrecord events --order size --limit 50 --json
  onrecord events e_0123456789abcdef
"""
_TRENDS = """\
Examples:
  onrecord trends
  onrecord trends --zone Asia/Tokyo
  onrecord trends --json | jq 'select(.trend == "most quoted")'
"""
_FIGURES = "Example:\n  onrecord figures\n"
_FEEDS = "Examples:\n  onrecord feeds\n  onrecord feeds --json | jq 'select(.state != \"fine\")'\n"
_ALERTS = "Examples:\n  onrecord alerts\n  onrecord alerts --since 2026-03-01 --json\n"
_FIGURE_COLUMNS = {
    "figure_key": "key",
    "name": "name",
    "count_statements": "statements",
    "count_outlets": "outlets",
    "last_quoted_at": "last quoted",
    "count_alerts": "alerts",
}


@app.command(group=QUESTIONS, help_epilogue=_SQL)
def sql(query: str, /, *, json: Json = False, csv: Csv = False) -> int:
    """Ask the published copy in SQL; it cannot be changed by a question.

    Args:
        query: a DuckDB query; "-" alone reads it from standard input
        json: one line of JSON a row
        csv: comma-separated values, with a header
    """
    import sys

    from flows.cli.tables import print_csv

    if json and csv:
        raise Stop("--json or --csv: choose one.", USAGE)
    text = sys.stdin.read() if query.strip() == "-" else query
    table = _answer_sql(text)
    if csv:
        print_csv(table.columns, table.rows)
    else:
        print_answer(table, as_json=json)
    return FINE


def _answer_sql(text: str) -> "Table":
    """The answer, or a `Stop` that says in one line what DuckDB has against the query."""
    from flows.cli.answers import answer_sql

    if not text.strip().strip(";").strip():
        raise Stop('the query is empty. Try: onrecord sql "from most_quoted limit 10"', USAGE)
    try:
        return answer_sql(published(), text)
    except Exception as error:
        if not is_of_duckdb(error):
            raise
        said = " ".join(line.strip() for line in str(error).split("\nLINE ")[0].splitlines() if line.strip())
        remedy = 'Tables and views: onrecord sql "show tables"'
        if "read-only" in said:
            remedy = "This is the readers' copy; nothing in it can be changed."
        raise Stop(f"the query: {said.rstrip('.')}. {remedy}") from error


quotes_app = App(name="quotes", group=QUESTIONS, help_epilogue=_QUOTES, help_format="plaintext", version_flags=[])
app.command(quotes_app)


@quotes_app.default
def quotes(
    name: str,
    /,
    *,
    kind: Literal["direct", "indirect", "mixed"] | None = None,
    since: datetime | None = None,
    diff: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    limit: Limit = 20,
    json: Json = False,
) -> int:
    """Show what somebody said, and who reported it, the newest first.

    Args:
        name: a figure's key, or the name or any alias of a person, an organisation or a place; with --diff also the
            id of a statement
        kind: only direct, indirect or mixed ones
        since: only what was reported since then; a date, or a time (UTC where it names no zone)
        diff: statements that were reported in several wordings, trimmed or altered, and what differs word by word
        limit: show at most so many
        json: one line of JSON a quote, or with --diff a wording
    """
    from flows.cli.answers import as_dicts, quote_line
    from flows.cli.listings import print_quotes

    if diff:
        return _wordings(name, limit=limit, as_json=json)
    narrowed: dict[str, object] = {"kind": kind, "since": in_utc(since), "limit": limit}
    table = answer("quotes_of", name=name, **narrowed)
    if not table.rows:
        meant = _who_is_meant(name)
        table = answer("quotes_of", name=meant, **narrowed)
        if not table.rows:
            more = "Ask without --kind and --since, or see" if kind or since else "See"
            return nothing(f"No quotes of {meant}. {more} who is quoted: onrecord trends", as_json=json)
    if json:
        print_answer(table, as_json=True)
        return FINE
    print_quotes([quote_line(row) for row in as_dicts(table)])
    if len(table.rows) == limit:
        print(f"\nThe newest {limit}; --limit shows more.")
    return FINE


def _wordings(name: str, *, limit: int, as_json: bool) -> int:
    from flows.cli.answers import as_dicts
    from flows.cli.wordings import print_wordings

    table = answer("versions_of", name=name, limit=limit)
    if not table.rows and not name.startswith("st_"):
        table = answer("versions_of", name=_who_is_meant(name), limit=limit)
    if not table.rows:
        return nothing(f"{name}: no statement was reported in several wordings.", as_json=as_json)
    if as_json:
        print_answer(table, as_json=True)
    else:
        print_wordings(as_dicts(table))
    return FINE


def _who_is_meant(name: str) -> str:
    """The known name, or the only full name with these words; a `Stop` where nobody, or more than one, has them."""
    from flows.cli.answers import as_dicts, bearers, near_names

    names = {row["name"]: row["entity"] for row in as_dicts(answer("names"))}
    names |= {row["figure_key"]: row["name"] for row in as_dicts(answer("figures"))}
    if name.casefold() in {known.casefold() for known in names}:
        return name
    full = bearers(name, names)
    if len(full) == 1:
        say(f"{name}: taken to mean {full[0]}.")
        return full[0]
    near = full[:3] or near_names(name, names)
    meant = f"Did you mean {' or '.join(near)}?" if near else "Who is quoted: onrecord trends"
    raise Stop(f"{name}: nobody of that name was found. {meant}")


@app.command(group=QUESTIONS, help_epilogue=_EVENTS)
def events(
    event: str | None = None,
    /,
    *,
    order: Literal["growth", "latest", "size"] = "growth",
    limit: Limit = 20,
    json: Json = False,
) -> int:
    """Show what is covered now, grown fastest first; with EVENT, who reported it, who copied it and who was quoted.

    Args:
        event: the id of an event, as `onrecord events` shows it; merged ones are followed
        order: growth: by the independent sources of the last day; latest: covered last; size: by all its sources
        limit: show at most so many
        json: one line of JSON an event, or a quote of the one that was named
    """
    if event is not None:
        return _one_event(event, as_json=json)
    table = answer("events_now", order=order, limit=limit)
    if not table.rows:
        return nothing("No events yet. Bring in articles: onrecord run", as_json=json)
    if json:
        print_answer(table, as_json=True)
        return FINE
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_events

    print_events(as_dicts(table))
    return FINE


def _one_event(event: str, *, as_json: bool) -> int:
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_events, print_timeline

    table = answer("event", event=event)
    if not table.rows:
        raise Stop(f"{event}: there is no such event. Ids are in the listing: onrecord events")
    if as_json:
        print_answer(table, as_json=True)
    else:
        cards = as_dicts(answer("event_card", event=event))
        print_events(cards)
        print()
        print_timeline(as_dicts(table))
    return FINE


@app.command(group=QUESTIONS, help_epilogue=_TRENDS)
def trends(*, zone: str = "UTC", limit: Limit = 10, json: Json = False) -> int:
    """Show who is quoted most and when, what is covered most, who is quoted beside whom, and who is new.

    Args:
        zone: whose days are counted, such as Europe/Paris
        limit: show at most so many lines of each
        json: one line of JSON a line, with the trend it belongs to
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Stop(f"--zone {zone}: no time zone is called so. Name one like Europe/Paris.", USAGE) from error
    table = answer("trends", zone=zone, limit=limit)
    if not table.rows:
        return nothing("No trends yet. Bring in articles: onrecord run", as_json=json)
    if json:
        print_answer(table, as_json=True)
        return FINE
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_trends

    print_trends(as_dicts(table))
    return FINE


@app.command(group=QUESTIONS, help_epilogue=_FIGURES)
def figures(*, json: Json = False) -> int:
    """Show whom you track, and how often each was quoted.

    Args:
        json: one line of JSON a figure
    """
    table = answer("figures")
    if not table.rows:
        return nothing("Nobody is tracked. Add entries to the file of the setting `figures`.", as_json=json)
    print_answer(table, as_json=json, columns=_FIGURE_COLUMNS)
    return FINE


@app.command(group=QUESTIONS, help_epilogue=_FEEDS)
def feeds(*, json: Json = False) -> int:
    """Show the feeds: how they are, what is wrong with them, and what they brought.

    Args:
        json: one line of JSON a feed
    """
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_feeds

    table = answer("feeds")
    if not table.rows:
        return nothing("No feeds yet. List them in the file of the setting `feeds`, then: onrecord run", as_json=json)
    if json:
        print_answer(table, as_json=True)
    else:
        print_feeds(as_dicts(table))
    return FINE


@app.command(group=QUESTIONS, help_epilogue=_ALERTS)
def alerts(*, since: datetime | None = None, limit: Limit = 20, json: Json = False) -> int:
    """Show the alerts, the newest first: who was newly quoted, why it is news, and where it was sent.

    Args:
        since: only what was decided since then; a date, or a time (UTC where it names no zone)
        limit: show at most so many
        json: one line of JSON an alert
    """
    from flows.cli.answers import alert_line, as_dicts
    from flows.cli.listings import print_quotes

    table = answer("alerts", since=in_utc(since), limit=limit)
    if not table.rows:
        message = "No alerts. They come with the next new statement of a figure; who is tracked: onrecord figures"
        return nothing(message, as_json=json)
    if json:
        print_answer(table, as_json=True)
    else:
        print_quotes([alert_line(row) for row in as_dicts(table)])
    return FINE
