"""The commands that do the work: `run`, `serve` and `import`."""

from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.exits import BUSY, FAILED, FINE, USAGE, Stop
from flows.cli.program import WORK, Json, app

if TYPE_CHECKING:
    from flows.cycle_summary import CycleSummary
    from flows.files.taking_in import ImportReport

_RUN = """\
Examples:
  onrecord run
  onrecord run --warehouse elections.duckdb
  ONRECORD_FEEDS=my-feeds.opml onrecord run

Feeds that cannot be reached are reported, and the exit code is 0 all the same:
tomorrow they may be back. A second run adds nothing that is known already.
"""
_SERVE = """\
Examples:
  onrecord serve
  ONRECORD_PREFECT_API_URL=http://prefect.example.org:4200/api onrecord serve

Ends with Ctrl-C, or when it is told to (SIGTERM), and takes its server with it.
"""
_IMPORT = """\
Examples:
  onrecord import archive.jsonl
  onrecord import notes.txt page.html crawl.warc.gz

A line of JSONL: {"id": "7", "url": "https://…", "title": "…", "text": "…",
"published_at": "2023-03-20", "outlet": "…"}; all but "text" may be missing.
What is imported is old news: it answers questions but raises no alert.
"""


@app.command(group=WORK, help_epilogue=_RUN)
def run(*, json: Json = False) -> int:
    """Do one whole cycle: seeds and feeds in, alerts out, and say what it came to.

    Args:
        json: print the summary as one line of JSON
    """
    from flows.cycle import run_cycle
    from flows.places import Places
    from flows.settings import settings

    set_ = settings()
    summary = run_cycle(set_, Places(set_.warehouse))
    if summary.stepped_aside:
        raise Stop(summary.stepped_aside, BUSY)
    if json:
        _print_summary_json(summary)
    else:
        _print_summary(summary)
    return FAILED if summary.is_failure else FINE


def _print_summary_json(summary: "CycleSummary") -> None:
    from dataclasses import asdict

    from flows.cli.tables import json_line

    print(json_line(asdict(summary)))


def _print_summary(summary: "CycleSummary") -> None:
    from datetime import UTC, datetime, timedelta

    from flows.cli.answers import alerts_since
    from flows.cli.summary import near, print_summary
    from flows.files.seeds import listed_feeds
    from flows.places import Places
    from flows.settings import settings

    set_, now = settings(), datetime.now(UTC)
    published = Places(set_.warehouse).published
    began = now - timedelta(seconds=summary.seconds + 1)
    print_summary(
        summary,
        alerts_since(published, began) if summary.alerts_made else (),
        warehouse=near(published),
        now=now,
        feed_names={feed.address: feed.outlet_name or feed.address for feed in listed_feeds(set_.feeds)},
    )


@app.command(group=WORK, help_epilogue=_SERVE)
def serve() -> int:
    """Go on doing it, on schedules and whenever something new lands, until stopped."""
    from flows.places import Places
    from flows.serving.serve import serve as keep_serving
    from flows.settings import settings

    set_ = settings()
    return keep_serving(set_, Places(set_.warehouse))


@app.command(name="import", group=WORK, help_epilogue=_IMPORT)
def import_(*paths: Path, json: Json = False) -> int:
    """Take in articles from JSON Lines, text, HTML or WARC, through the same steps, with no network.

    Args:
        paths: files to take in
        json: print the report as one line of JSON
    """
    if not paths:
        raise Stop("import needs a PATH. See: onrecord import --help", USAGE)
    from flows.files.taking_in import import_paths

    missing = [path for path in paths if not path.exists()]
    if missing:
        raise Stop(f"{missing[0]}: there is no such file. Nothing was imported; check the path.")
    report = import_paths(paths)
    _print_report(report, as_json=json)
    return FAILED if report.is_failure else FINE


def _print_report(report: "ImportReport", *, as_json: bool) -> None:
    from dataclasses import asdict

    from flows.cli.summary import near, print_import_report
    from flows.cli.tables import json_line
    from flows.places import Places
    from flows.settings import settings

    if as_json:
        print(json_line(asdict(report)))
    else:
        print_import_report(report, near(Places(settings().warehouse).published))
