"""Parsers that can be killed: one page lost, nothing else."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from kill_rounds import bare
from news_site import NewsEntry, article_html, rss

from extractors.records import ParsedFeed, ParsedPage, Problem
from flows.web.parsing import ParserPool

Found = TypeVar("Found")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ADDRESS = "https://ann:secret@news.example/a"
PARAGRAPHS = ("The talks ended on Monday after three days of hard bargaining.", "Nobody said what had been agreed on.")
PAGE = article_html("Talks end", PARAGRAPHS, published=NOW).encode()
FEED = rss("https://news.example", (NewsEntry("/a", "A", NOW),)).encode()


def run(work: Callable[[ParserPool], Awaitable[Found]], *, seconds: float = 30, workers: int = 1) -> Found:
    async def main() -> Found:
        async with ParserPool(seconds=seconds, workers=workers) as parsers:
            return await work(parsers)

    return asyncio.run(main())


async def page(parsers: ParserPool, body: bytes = PAGE) -> ParsedPage | Problem:
    return await parsers.parse_page(body, address=ADDRESS, content_type="text/html", now=NOW)


def test_pages_and_feeds_come_back_as_they_were_read() -> None:
    async def both(parsers: ParserPool) -> tuple[ParsedPage | Problem, ParsedFeed | Problem]:
        feed = await parsers.parse_feed(FEED, address=ADDRESS, content_type=None, now=NOW, max_entries=9)
        return await page(parsers), feed

    found, feed = run(both)
    assert isinstance(found, ParsedPage)
    assert found.text.split("\n") == list(PARAGRAPHS)
    assert found.published.at == NOW
    assert found.published.at.tzinfo is UTC
    assert isinstance(feed, ParsedFeed)
    assert feed.entries[0].published.at == NOW


def test_a_problem_comes_back_as_one() -> None:
    found = run(lambda parsers: page(parsers, b"%PDF-1.7"))
    assert isinstance(found, Problem)
    assert (found.kind, found.thing) == ("pdf", "https://news.example/a")


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_process_serves_many_pages_and_is_gone_afterwards() -> None:
    async def many(parsers: ParserPool) -> list[frozenset[int]]:
        seen = []
        for _ in range(3):
            await page(parsers)
            seen.append(parsers.process_ids)
        return seen

    ((pid,),) = set(run(many))
    assert not _is_running(pid)


_LARGE_PARENT = """
import asyncio
from datetime import UTC, datetime
from flows.web.parsing import ParserPool

held = bytearray(400_000_000)

async def main():
    async with ParserPool(seconds=30, workers=1) as parsers:
        for _ in range(3):
            await parsers.parse_page(b"<p>a", address="https://a.example/", content_type=None, now=datetime.now(UTC))
            print(*parsers.process_ids)

asyncio.run(main())
"""


def test_it_is_a_process_s_own_memory_that_counts() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _LARGE_PARENT], capture_output=True, text=True, check=True, env=bare(), timeout=100
    )
    first, *others = told.stdout.splitlines()
    assert first.isdigit()
    assert others == [first, first]


def test_a_process_that_took_much_memory_is_not_kept() -> None:
    async def two() -> None:
        async with ParserPool(seconds=30, workers=1, most_kept_bytes=10_000_000) as parsers:
            for _ in range(2):
                assert isinstance(await page(parsers), ParsedPage)
                assert parsers.process_ids == frozenset()

    asyncio.run(two())


def test_a_killed_parser_costs_its_page_and_nothing_else() -> None:
    async def killed(parsers: ParserPool) -> list[ParsedPage | Problem]:
        first = await page(parsers)
        (pid,) = parsers.process_ids
        os.kill(pid, signal.SIGSTOP)  # so that it is surely at work when it is killed
        second = asyncio.create_task(page(parsers))
        await asyncio.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        return [first, await second, await page(parsers)]

    first, second, third = run(killed)
    assert isinstance(first, ParsedPage)
    assert isinstance(second, Problem)
    assert second.kind == "parser crashed"
    assert "secret" not in repr(second)
    assert third == first


def test_a_hanging_parser_costs_its_page_and_nothing_else() -> None:
    async def hung(parsers: ParserPool) -> list[ParsedPage | Problem]:
        first = await page(parsers)
        for pid in parsers.process_ids:
            os.kill(pid, signal.SIGSTOP)
        return [first, await page(parsers), await page(parsers)]

    first, second, third = run(hung, seconds=2)
    assert isinstance(first, ParsedPage)
    assert isinstance(second, Problem)
    assert second.kind == "parser hung"
    assert third == first


def test_a_page_that_is_deep_and_wide_is_a_value_whatever_it_does() -> None:
    deep = b"<div>" * 100_000 + b"words " * 100
    wide = b"<p>" + b"a<b>b</b>" * 100_000

    async def both(parsers: ParserPool) -> list[ParsedPage | Problem]:
        return [await page(parsers, deep), await page(parsers, wide), await page(parsers)]

    deep_found, wide_found, last = run(both, seconds=2)
    assert isinstance(deep_found, ParsedPage | Problem)
    assert isinstance(wide_found, ParsedPage | Problem)
    assert isinstance(last, ParsedPage)


def test_a_parser_imports_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys, flows.web.parsing_worker as w; w._import_parser('feed'); w._import_parser('page'); "
        "print(*{'prefect', 'spacy', 'httpx', 'duckdb', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
