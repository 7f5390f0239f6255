"""Parsers that can be killed: bytes from outside in, records or named problems out, in processes of their own."""

import asyncio
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from extractors.intake.addresses import without_credentials
from extractors.intake.discovery import FeedLink
from extractors.records import ParsedFeed, ParsedPage, Problem, Published

if TYPE_CHECKING:
    from flows.web.parsing_worker import Order, Reading

_MEMORY_BYTES = 1_500_000_000  # of address space: a page that needs more is not a page
_START_SECONDS = 60.0  # a machine that is busy starts a process slowly
_IMPORT_SECONDS = 20.0  # and imports a library slowly
# What parsers leave behind in memory goes with their process: after so many orders, or one that took so much.
_MOST_ORDERS = 1_000
_MOST_KEPT_BYTES = 250_000_000  # held at once; pages of the news take about half of that
_HOUSE = Path(__file__).resolve().parent.parent.parent
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")  # no secrets among them
_REMEDY = "Nothing to do here; report it to us, with the address, if it happens again."


class ParserPool:
    """A few parsing processes, started when first needed and used as long as the pool is open.

    An asynchronous context manager. `seconds` is the longest time one page may take; a page that takes longer, or
    kills its process, is a Problem, and the next page gets a new process.
    """

    def __init__(
        self,
        *,
        seconds: float,
        workers: int | None = None,
        memory_bytes: int = _MEMORY_BYTES,
        most_kept_bytes: int = _MOST_KEPT_BYTES,
    ) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._most_kept_bytes = most_kept_bytes
        count = workers or min(os.cpu_count() or 1, 4)
        self._idle: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        for _ in range(count):
            self._idle.put_nowait(None)
        self._started: set[_Worker] = set()

    async def __aenter__(self) -> "ParserPool":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in tuple(self._started):
            await self._end(worker)

    @property
    def process_ids(self) -> frozenset[int]:
        """The processes that are running now."""
        return frozenset(worker.process_id for worker in self._started)

    async def parse_feed(
        self,
        body: bytes,
        *,
        address: str,
        content_type: str | None,
        now: datetime,
        max_entries: int,
        time_zone: str | None = None,
    ) -> ParsedFeed | Problem:
        """What `extractors.intake.feeds.parse_feed` makes of it, or the Problem that its process met."""
        from flows.web.parsing_worker import Order

        thing = without_credentials(address)
        order = Order("feed", thing, content_type, now, len(body), max_entries, time_zone)
        reading = await self._read(order, body)
        return reading.feed or reading.problem or _crashed(thing, "it gave no answer")

    async def parse_page(
        self, body: bytes, *, address: str, content_type: str | None, now: datetime
    ) -> ParsedPage | Problem:
        """What `extractors.intake.pages.parse_page` makes of it, or the Problem that its process met."""
        from flows.web.parsing_worker import Order

        thing = without_credentials(address)
        reading = await self._read(Order("page", thing, content_type, now, len(body)), body)
        return reading.page or reading.problem or _crashed(thing, "it gave no answer")

    async def linked_feeds(
        self, body: bytes, *, address: str, content_type: str | None, now: datetime
    ) -> tuple[FeedLink, ...] | Problem:
        """What `extractors.intake.discovery.linked_feeds` makes of it, or the Problem that its process met."""
        from flows.web.parsing_worker import Order

        thing = without_credentials(address)
        reading = await self._read(Order("links", thing, content_type, now, len(body)), body)
        if reading.links is not None:
            return reading.links
        return reading.problem or _crashed(thing, "it gave no answer")

    async def _read(self, order: "Order", body: bytes) -> "Reading":
        from flows.web.parsing_worker import READINGS, Reading

        worker = await self._idle.get()
        is_sound = False
        try:
            if worker is None:
                worker = await self._start(order.purpose)
            async with asyncio.timeout(self._seconds + worker.import_seconds(order.purpose)):
                answer = await worker.ask(order, body)
            is_sound = True
            return _in_utc(READINGS.validate_json(answer))
        except TimeoutError:
            cause = f"parsing took longer than {self._seconds:g} seconds and was stopped"
            remedy = "Nothing to do here; the time is the setting parse_seconds."
            return Reading(problem=Problem(order.address, "parser hung", cause, remedy))
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            return Reading(problem=_crashed(order.address, await worker.ending() if worker else "it did not start"))
        finally:
            is_kept = worker is not None and is_sound and not self._is_spent(worker)
            if worker is not None and not is_kept:
                await self._end(worker)
            self._idle.put_nowait(worker if is_kept else None)

    def _is_spent(self, worker: "_Worker") -> bool:
        return worker.count_orders >= _MOST_ORDERS or worker.most_bytes > self._most_kept_bytes

    async def _start(self, purpose: str) -> "_Worker":
        terms = json.dumps({"seconds": self._seconds, "memory_bytes": self._memory_bytes, "purpose": purpose})
        paths = [str(_HOUSE), *filter(None, [os.environ.get("PYTHONPATH")])]
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # the folder we happen to run in is not where modules come from
            "-m",
            "flows.web.parsing_worker",
            terms,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**kept, "PYTHONPATH": os.pathsep.join(paths)},
        )
        worker = _Worker(process, purpose)
        self._started.add(worker)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker.answer()
        except TimeoutError as error:
            raise ConnectionError("the parser did not start") from error
        return worker

    async def _end(self, worker: "_Worker") -> None:
        self._started.discard(worker)
        await worker.end()


class _Worker:
    """One parsing process."""

    def __init__(self, process: asyncio.subprocess.Process, purpose: str) -> None:
        self._process = process
        self._imported = {purpose}
        self.process_id = process.pid
        self.count_orders = 0
        self.most_bytes = 0  # of memory that it has held so far

    async def ask(self, order: "Order", body: bytes) -> bytes:
        from flows.web.parsing_worker import ORDERS

        assert self._process.stdin is not None
        self.count_orders += 1
        self._process.stdin.write(ORDERS.dump_json(order) + b"\n")
        self._process.stdin.write(body)
        await self._process.stdin.drain()
        return await self.answer()

    def import_seconds(self, purpose: str) -> float:
        """How much longer the first order of its kind may take: what parses it is imported then."""
        if purpose in self._imported:
            return 0.0
        self._imported.add(purpose)
        return _IMPORT_SECONDS

    async def answer(self) -> bytes:
        assert self._process.stdout is not None
        sizes = (await self._process.stdout.readline()).split()
        if len(sizes) != 2 or not all(size.isdigit() for size in sizes):
            raise ConnectionError("the parser ended")
        self.most_bytes = int(sizes[1])
        return await self._process.stdout.readexactly(int(sizes[0]))

    async def ending(self) -> str:
        """How the process ended, in words."""
        try:
            async with asyncio.timeout(1.0):
                code = await self._process.wait()
        except TimeoutError:
            return "the parser stopped answering"
        if code < 0:
            return f"the parser was ended by signal {-code}"
        return f"the parser ended with code {code}"

    async def end(self) -> None:
        """Nothing; the process is gone, whatever it was doing."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


def _in_utc(reading: "Reading") -> "Reading":
    """The same with the times' zone as everywhere in the house: JSON brings them back in a zone of its own kind."""
    if reading.page is not None:
        return replace(reading, page=replace(reading.page, published=_plain_utc(reading.page.published)))
    if reading.feed is not None:
        entries = (replace(entry, published=_plain_utc(entry.published)) for entry in reading.feed.entries)
        return replace(reading, feed=replace(reading.feed, entries=tuple(entries)))
    return reading


def _plain_utc(published: Published) -> Published:
    return replace(published, at=published.at.astimezone(UTC)) if published.at is not None else published


def _crashed(thing: str, how: str) -> Problem:
    return Problem(thing, "parser crashed", f"it could not be parsed: {how}", _REMEDY)
