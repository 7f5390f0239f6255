"""Damaged feeds and pages: each one a value or a named refusal; the long run of it is tests/benchmarks/fuzz.py."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from fuzzing import Case, case, cases, originals
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from extractors.intake.addresses import canonical_address, host_of, join, without_credentials
from extractors.intake.feeds import parse_feed
from extractors.intake.markup import decoded, plain_text
from extractors.intake.pages import parse_page
from extractors.records import ParsedFeed, ParsedPage, Problem
from flows.web.parsing import ParserPool

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HERE = Path(__file__).resolve().parent
_LARGEST = 150_000  # bytes: the large ones take their time, and are tried by the long run
DOCUMENTS = originals([HERE / "feeds", HERE / "pages"])


async def parsed(pool: ParserPool, one: Case) -> ParsedFeed | ParsedPage | Problem:
    address = "https://a.example/"
    if one.purpose == "page":
        return await pool.parse_page(one.body, address=address, content_type=one.content_type, now=NOW)
    return await pool.parse_feed(one.body, address=address, content_type=one.content_type, now=NOW, max_entries=50)


def test_damaged_documents_come_to_something_that_has_a_name() -> None:
    found: Counter[str] = Counter()
    small = [one for one in cases(DOCUMENTS, seed=6, count=300) if len(one.body) < _LARGEST]

    async def main() -> list[str]:
        unnamed = []
        async with ParserPool(seconds=90, workers=1) as pool:
            for one in small:
                outcome = await parsed(pool, one)
                kind = outcome.kind if isinstance(outcome, Problem) else type(outcome).__name__
                found[kind] += 1
                if kind in {"parser crashed", "parser hung"}:
                    unnamed.append(f"{one.name}: {outcome}")
        return unnamed

    assert asyncio.run(main()) == []
    assert found.total() == len(small) > 200
    assert len(found) >= 5


def test_a_case_is_the_same_each_time() -> None:
    assert case(DOCUMENTS, 6, 41) == case(DOCUMENTS, 6, 41) == list(cases(DOCUMENTS, seed=6, count=42))[41]


_TYPES = st.none() | st.sampled_from(["text/html", "text/xml; charset=utf-16", "x; charset=hex", "\x00"]) | st.text()
_MARKUP = st.lists(
    st.sampled_from(
        ["<rss version='2.0'>", "<channel>", "<item>", "<title>", "</title>", "<link>", "&#0;", "<p>", "x " * 20]
    )
    | st.text(max_size=20)
).map("".join)


@examples(max_examples=60)
@given(st.binary() | _MARKUP.map(lambda markup: markup.encode("utf-8", "surrogatepass")), _TYPES)
def test_any_bytes_are_a_feed_and_a_page_or_a_problem(body: bytes, content_type: str | None) -> None:
    address = "https://a.example/"
    feed = parse_feed(body, address=address, content_type=content_type, now=NOW, max_entries=9)
    assert isinstance(feed, ParsedFeed | Problem)
    page = parse_page(body, address=address, content_type=content_type, now=NOW)
    assert isinstance(page, ParsedPage | Problem)
    assert isinstance(decoded(body, content_type), str)


@examples(max_examples=200)
@given(_MARKUP | st.text(), st.text())
def test_any_text_is_an_address_and_markup_or_none(text: str, base: str) -> None:
    for found in (canonical_address(text), join(base, text), plain_text(text)):
        assert found is None or isinstance(found, str)
    assert isinstance(host_of(text), str)
    assert "@" not in without_credentials(f"https://{text}@a.example/").partition("/")[0]
