"""The command `alerts`: what was raised and where it went, and what was not delivered, sent again."""

from datetime import datetime
from typing import Annotated

from cyclopts import App, Parameter

from flows.cli.asking import answer, in_utc, nothing, print_answer
from flows.cli.exits import FINE, Stop
from flows.cli.exporting import Export, LimitUnlessExported, export_answer, refuse_two_forms, rows_asked
from flows.cli.program import QUESTIONS, Json, app

_ALERTS = """\
Examples:
  onrecord alerts
  onrecord alerts --since 2026-03-01 --json
  onrecord alerts --failed
  onrecord alerts retry
"""
_RETRY = """\
Examples:
  onrecord alerts retry
  onrecord alerts retry --channel desk

What was given up waits again, and goes out with the next cycle. What was not
delivered, and why: onrecord alerts --failed
"""

alerts_app = App(
    name="alerts",
    group=QUESTIONS,
    usage="Usage: onrecord alerts [OPTIONS]\n       onrecord alerts retry [OPTIONS]",
    help_epilogue=_ALERTS,
    help_format="plaintext",
    version_flags=[],
)
app.command(alerts_app)


@alerts_app.default
def alerts(
    *,
    since: datetime | None = None,
    failed: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    limit: LimitUnlessExported = None,
    json: Json = False,
    export: Export = None,
) -> int:
    """Show the alerts, the newest first: who was newly quoted, why it is news, and where it was sent.

    Args:
        since: only what was decided since then; a date, or a time (UTC where it names no zone)
        failed: only what a channel did not take: it is tried again, or was given up
        limit: show at most so many [20; all with --export]
        json: one line of JSON an alert
        export: write them to this file, .csv, .json, .jsonl or .parquet
    """
    from flows.cli.answers import alert_line, as_dicts
    from flows.cli.quoted import print_quotes

    refuse_two_forms(export, json=json)
    asked: dict[str, object] = {"since": in_utc(since), "failed": failed, "limit": rows_asked(limit, export, 20)}
    if export:
        return export_answer(export, "alerts", **asked)
    table = answer("alerts", **asked)
    if not table.rows:
        return nothing(_NO_FAILED if failed else _NO_ALERTS, as_json=json)
    if json:
        print_answer(table, as_json=True)
    else:
        print_quotes([alert_line(row) for row in as_dicts(table)])
    return FINE


_NO_FAILED = "None: every alert that was due has been delivered, or waits for its first try."
_NO_ALERTS = """\
No alerts. They come with the next new statement of a figure; who is tracked: onrecord figures
What is imported, and what a feed held at its first poll, raises none."""


@alerts_app.command(help_epilogue=_RETRY)
def retry(*, channel: str | None = None, json: Json = False) -> int:
    """Have what was given up sent again.

    Args:
        channel: only what was to go there
        json: one line of JSON
    """
    from flows.cli.tables import json_line
    from flows.retrying import NoSuchChannel, retry_deliveries

    try:
        count = retry_deliveries(channel)
    except NoSuchChannel as error:
        raise Stop(str(error)) from error
    if json:
        print(json_line({"count_deliveries": count}))
    elif count:
        print(f"{count} to be sent again: with the next cycle, or at once by: onrecord run")
    else:
        print("Nothing was given up" + (f" for {channel}." if channel else "."))
    return FINE
