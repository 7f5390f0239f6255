"""A cycle with the flows' own steps as plain functions, with no Prefect server: feeds in, all of it read, published."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from extractors.records import FeedState
from flows.recording import Run
from flows.settings import settings


@contextmanager
def settings_of(
    folder: Path, feeds: Sequence[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, **more: str
) -> Iterator[None]:
    """A while in which this process has a warehouse in the folder, these feeds (name, address), and no pauses."""
    outlines = "".join(f"<outline type='rss' text={quoteattr(n)} xmlUrl={quoteattr(a)}/>" for n, a in feeds)
    listed = folder / "feeds.opml"
    listed.write_text(f"<opml version='2.0'><head><title>F</title></head><body>{outlines}</body></opml>", "utf-8")
    given = {
        "warehouse": str(folder / "data" / "onrecord.duckdb"),
        "feeds": str(listed),
        "channels": json.dumps({"file": "file://"}),
        "host_delay_seconds": "0",
        "timeout_seconds": "5",
        "first_poll_is_known": "false",
    }
    for name, value in (given | more).items():
        monkeypatch.setenv(f"ONRECORD_{name.upper()}", value)
    settings.cache_clear()
    yield
    settings.cache_clear()


def run_cycle(*, is_reading: bool) -> tuple[FeedState, ...]:
    """The feeds after one cycle. Without `is_reading` the texts are left unread, and no language model is loaded."""
    from flows.article_reading import read_all
    from flows.ingest import _pages_waiting, load_pages, load_seeds, poll
    from flows.recording import recorded
    from flows.web.archive import Archive
    from flows.web.hosts import WebMemory
    from flows.web.session import WebSession

    def take_in(run: Run) -> tuple[FeedState, ...]:
        load_seeds.fn(run)  # tasks of Prefect's, called as the plain functions that they are
        with Archive(run.places.archive) as archive, WebSession(run.settings, archive, WebMemory()) as web:
            polled = poll.fn(run, web, True)
            load_pages.fn(run, web, _pages_waiting(run, set()))
        return polled

    with recorded("monitor") as run:
        polled = take_in(run)
        if is_reading:
            read_all(run)
    run.publish(min_seconds=0)
    return polled
