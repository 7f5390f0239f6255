"""The command `reprocess`: what an older extractor read, read again, and what that changed."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.cli.exits import BUSY, FAILED, FINE, Stop
from flows.cli.program import WORK, Json, app

if TYPE_CHECKING:
    from rich.console import Console

    from extractors.records import ExtractionChange
    from flows.reprocessing import ReprocessReport

_HELP = """\
Examples:
  onrecord reprocess
  onrecord reprocess --since 2026-01-01 --limit 500

Only what another extractor or language model read is read again, the newest
articles first. It may be stopped at any time: the next call goes on with the rest.
What was known raises no alert; a figure that was alerted for words which are
somebody else's now gets the correction that is due. Old rows stay beside the new
ones, told apart by extractor_version and model; what changed, quote by quote:
  onrecord sql "from extraction_changes limit 20"
"""
_LONGEST = 90  # characters of a quote among the examples


@app.command(group=WORK, help_epilogue=_HELP)
def reprocess(
    *,
    since: datetime | None = None,
    limit: int | None = None,
    alert: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    json: Json = False,
) -> int:
    """Read stored articles again with the extractor and language model of now, and say what that changed.

    Args:
        since: only articles published (else first seen) since this date or time, UTC where it has no zone
        limit: read at most so many articles in this call
        alert: treat statements that were not found before as news, unless their article is old
        json: print the report as one line of JSON
    """
    from datetime import UTC

    from flows.places import Places
    from flows.reprocessing import ReprocessingBusy
    from flows.reprocessing import reprocess as read_again
    from flows.settings import settings

    warehouse = Places(settings().warehouse).warehouse
    if not warehouse.exists():
        raise Stop(f"{warehouse}: there is no warehouse yet, so nothing to read again. Fill it first: onrecord run")
    moment = since if since is None or since.tzinfo else since.replace(tzinfo=UTC)
    try:
        report = read_again(since=moment, limit=limit, tells_news=alert)
    except ReprocessingBusy as busy:
        raise Stop(str(busy), BUSY) from None
    _print(report, as_json=json)
    return FAILED if report.problems else FINE


def _print(report: "ReprocessReport", *, as_json: bool) -> None:
    from dataclasses import asdict

    from flows.cli.summary import near
    from flows.cli.tables import REPORT_WIDTH, console, json_line
    from flows.places import Places
    from flows.settings import settings

    if as_json:
        print(json_line(asdict(report)))
        return
    target = console(None, piped_width=REPORT_WIDTH)
    if not report.count_outdated:
        target.print(f"Nothing to read again: all was read by extractor {report.extractor}.", soft_wrap=True)
        return
    _show(target, report, near(Places(settings().warehouse).published))


def _show(target: "Console", report: "ReprocessReport", warehouse: str) -> None:
    from rich.text import Text

    from flows.cli.summary import publication_said, show_counts, show_heading, show_problems
    from flows.cli.tables import show, show_text

    show_heading(target, "Read again")
    show_counts(target, counts_of(report))
    if report.examples:
        show_heading(target, "Some of what changed")
        for example in report.examples:
            show_text(target, Text(_said(example)), indent=2, hanging=2)
    show_problems(target, "article", report.problems, "could not be read, and stay as they were")
    target.print()
    show(target, Text(publication_said(report.publication, warehouse, is_empty=False)))


def counts_of(report: "ReprocessReport") -> tuple[tuple[str, str], ...]:
    """The lines of the report: a label, and what there is of it."""
    counts = report.counts
    left = report.count_outdated - counts.count_articles
    articles = f"{counts.count_articles} read by extractor {report.extractor}"
    articles += f"; {left} still as an older one read them" if left else ""
    quotes = f"{counts.quotes_before} before, {counts.quotes_after} now: "
    quotes += f"{counts.quotes_added} added, {counts.quotes_removed} gone, {counts.spans_changed} cut otherwise"
    made = f"{report.alerts} for statements not found before, " if report.alerts else ""
    corrections = f"{report.corrections} corrections of earlier ones" if report.corrections else "no corrections"
    return (
        ("Articles", articles),
        ("Mentions", f"{counts.mentions_before} before, {counts.mentions_after} now"),
        ("Quotes", quotes),
        ("Speakers", f"{counts.speakers_changed} quotes are credited otherwise"),
        ("Alerts", f"{made or 'none for what was known; '}{corrections}"),
    )


def _said(change: "ExtractionChange") -> str:
    from flows.cli.quoted import shortened
    from flows.cli.tables import clean

    words = shortened(clean(change.after or change.before or ""), _LONGEST)
    was, now = (clean(" and ".join(who)) or "nobody named" for who in (change.speakers_before, change.speakers_after))
    credited = {"quote added": now, "quote removed": was}.get(change.change, f"{was} → {now}")
    return f"{change.change}: {words} — {credited}"
