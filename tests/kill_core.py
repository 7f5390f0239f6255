"""One whole cycle without Prefect's engine, in a process that is killed: run as a program, which forks for each round.

It imports everything and reads the news once, and then obeys lines of JSON on standard input, one a round:

    {"environment": {…}, "day": 0, "kill": {"after": 0.2}}      SIGKILL after that many seconds
    {"environment": {…}, "day": 0, "kill": {"before": 17}}      SIGKILL before the 17th call of those that matter
    {"environment": {…}, "day": 0, "kill": {"publish": 1}}      SIGKILL when all is done but publishing
    {"environment": {…}, "day": 0, "kill": {"deliver": 1}}      SIGKILL when alerts are to be sent
    {"environment": {…}, "day": 0, "kill": {"full": 17}}        a full disk from the 17th such call on
    {"environment": {…}, "day": 0, "kill": {}}                  undisturbed; says how many such calls there were

and answers each with one: how the round ended, how long it took, and what it said.
"""

import asyncio
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from kill_news import FEED, News, Page

from extractors.intake.articles import article_from_page
from extractors.intake.edited_pages import edited
from extractors.intake.polling import after_attempt
from extractors.intake.revisiting import visited_entry
from extractors.records import FeedState, Fetch, KnownPage, Outcome, PageVisit, PendingEntry
from warehouse import statements

HOUSE = Path(__file__).resolve().parent.parent

# What leaves a trace outside of this process. A kill between two of them finds what a kill before the later one finds.
MATTER = frozenset(
    {
        "begin", "commit", "rollback", "execute", "close", "connect", "write", "fsync", "rename", "replace", "unlink",
        "symlink", "link", "open", "mkdir", "utime", "flock", "send", "sendall", "sendto", "truncate", "ftruncate",
        "copy_file_range", "sendfile",
    }
)  # fmt: skip


class _Deadly:
    """A profiler that counts the calls that matter, and strikes before the one it was told of."""

    def __init__(self, before: int | None, strike: Callable[[], None]) -> None:
        self.count = 0
        self._before = before
        self._strike = strike

    def __call__(self, _frame: object, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__name__", "") in MATTER:
            self.count += 1
            if self.count == self._before:
                self._strike()


class _Recorded:
    """The news as the flows get it: archived, and loaded, as if it had been fetched just now."""

    def __init__(self, news: News) -> None:
        self.news = news
        self.day = 0

    async def poll_feeds(self, states: Sequence[FeedState], *, archive: Any, **_: Any) -> Any:
        from flows.web.gathering import PolledFeeds

        body, parsed = self.news.feeds[self.day]
        fetch = await self._kept(archive, FEED, "feed", states[0].feed_id, body)
        return PolledFeeds(((states[0], replace(fetch, body_sha256=str(self.day)), parsed, None),))

    async def fetch_pages(
        self,
        entries: Sequence[PendingEntry],
        feeds: Mapping[str, FeedState],
        *,
        archive: Any,
        now: datetime,
        settings: Any,
        **_: Any,
    ) -> AsyncIterator[Any]:
        from flows.web.gathering import FetchedPage

        for entry in entries:
            page: Page = self.news.pages[entry.address]
            fetch = await self._kept(archive, page.address, "page", entry.feed_id, page.body)
            article = article_from_page(page.parsed, entry=entry, fetch=fetch, feed=feeds[entry.feed_id], now=now)
            after = after_attempt(entry, article, fetch, now=now, max_attempts=settings.entry_attempts)
            yield FetchedPage(after, fetch, article)

    async def fetch_again(
        self,
        visits: Sequence[PageVisit],
        known: Mapping[str, KnownPage],
        feeds: Mapping[str, FeedState],
        *,
        archive: Any,
        now: datetime,
        **_: Any,
    ) -> Any:
        """The page that is edited on this day, until that is known; all other visits stay due."""
        from flows.web.revisiting import Revisited, RevisitedPages

        page, found = self.news.edits.get(self.day), []
        for visit in visits:
            before = known[visit.article_id]
            if page and page.address == visit.address and page.parsed.text != before.text:
                fetch = await self._kept(archive, page.address, "page", visit.feed_id, page.body)
                entry, feed = visited_entry(visit), feeds[visit.feed_id]
                article = edited(before, article_from_page(page.parsed, entry=entry, fetch=fetch, feed=feed, now=now))
                found.append(Revisited(visit, fetch, article))
        return RevisitedPages(tuple(found))

    async def _kept(self, archive: Any, address: str, purpose: str, feed_id: str, body: bytes) -> Fetch:
        from flows.web.archive import Response

        at = datetime.now(UTC)
        kind = "application/rss+xml" if purpose == "feed" else "text/html; charset=utf-8"
        response = Response(address, address, purpose, feed_id, at, 200, "OK", (("content-type", kind),), body)
        raw = await asyncio.to_thread(archive.keep, response)
        return Fetch(address, purpose, Outcome.FETCHED, at, 0.0, feed_id, 200, len(body), address, raw=raw)


def _without_engine(recorded: _Recorded) -> None:
    """Nothing; the flows run as the functions that they are, and take the recorded news for the web's."""
    from prefect import Task

    from extractors.intake import revisiting
    from flows import alert, article_reading, enrich, ingest, monitor, revisits, wellness

    for module in (ingest, enrich, alert, wellness):
        for name, thing in tuple(vars(module).items()):
            if isinstance(thing, Task):
                setattr(module, name, thing.fn)
            elif name in ("ring", "show", "announce"):
                setattr(module, name, lambda *_, **__: None)
    for name, flow in (("ingest", ingest.ingest), ("enrich", enrich.enrich), ("alert", alert.alert)):
        setattr(monitor, name, lambda flow=flow: flow.fn().data)
    ingest.poll_feeds, ingest.fetch_pages = recorded.poll_feeds, recorded.fetch_pages
    revisits.fetch_again = recorded.fetch_again
    revisiting.PAUSES = (timedelta(0),) * len(revisiting.PAUSES)  # a visit is due with the next look
    ingest._PAGES_A_BATCH = 2
    alert._A_BATCH = 3
    seeds = tuple(path.read_text("utf-8") for path in sorted(Path(os.environ["ONRECORD_SEEDS"]).glob("*.txt")))
    found = recorded.news.read(seeds)
    article_reading.language_model = lambda _name: None
    article_reading.extract_all = lambda _nlp, texts: [found[text] for text in texts]


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fill_disk() -> None:
    """Nothing; from now on no file of this process can grow, nor be written at all beyond its first bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))


def _empty_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _one_round(order: Mapping[str, Any], recorded: _Recorded) -> None:
    """One cycle, or as much of it as comes before the kill. Never returns: ends the process."""
    from flows import alert, monitor, recording
    from flows.settings import settings

    code = 0
    try:
        os.environ.update(order["environment"])
        settings.cache_clear()
        recorded.day = order["day"]
        kill = order["kill"]
        deadly = _Deadly(kill.get("before") or kill.get("full"), _fill_disk if "full" in kill else _kill)
        if "after" not in kill:
            threading.setprofile(deadly)
            sys.setprofile(deadly)
        if kill.get("publish"):
            recording.Run.publish = lambda *_, **__: _kill()
        if kill.get("deliver"):
            alert.deliver_due = lambda *_, **__: _kill()
        if ahead := order.get("ahead_days"):
            recording.Run.now = lambda _run: datetime.now(UTC) + timedelta(days=ahead)
        summary = (alert.alert if order.get("only_alerts") else monitor.monitor).fn().data
        sys.setprofile(None)
        _empty_disk()
        said: dict[str, object] = {
            "calls": deadly.count,
            "stepped_aside": bool(getattr(summary, "stepped_aside", None)),
        }
        said["restored"] = getattr(summary, "restored", None)
        sys.stdout.write(json.dumps(said) + "\n")
    except BaseException as error:
        sys.setprofile(None)
        _empty_disk()
        import traceback

        traceback.print_exception(error)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _obey(order: Mapping[str, Any], recorded: _Recorded) -> dict[str, Any]:
    said = Path(order["said"])
    began = time.monotonic()
    child = os.fork()
    if not child:
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        _one_round(order, recorded)
    # a child that has ended is still ours to wait for: the signal reaches no other
    killer = threading.Timer(order["kill"].get("after", 100), os.kill, (child, signal.SIGKILL))
    killer.start()
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    killer.cancel()
    killer.join()
    _, status = os.waitpid(child, 0)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - began,
        "said": said.read_text("utf-8", "replace"),
    }


def _import_all() -> None:
    """Nothing; what a round needs is imported before it, and its SQL read. No database is opened before a fork."""
    for name in ("apprise.plugins.custom_json", "flows.delivery.services", "flows.delivery.channels"):
        import_module(name)
    for path in sorted((HOUSE / "warehouse").rglob("*.sql")):
        statements.sql_text(path.relative_to(HOUSE / "warehouse").with_suffix("").as_posix())
    for path in sorted((HOUSE / "warehouse").glob("*.py")):
        import_module(f"warehouse.{path.stem}")


def main() -> None:
    """Nothing; every order has been obeyed."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what anything else prints is no answer
    _import_all()
    recorded = _Recorded(News())
    assert recorded.news.feeds
    _without_engine(recorded)
    answers.write("{}\n")  # ready
    answers.flush()
    for line in sys.stdin:
        answers.write(json.dumps(_obey(json.loads(line), recorded)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
