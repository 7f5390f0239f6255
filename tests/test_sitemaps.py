"""News sitemaps, read as the feeds that they are; and those that are none, named."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.feeds import parse_feed
from extractors.intake.sitemaps import listed_sitemaps, root_name
from extractors.records import ParsedFeed, Precision, Problem

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ADDRESS = "https://ann:secret@news.example/sitemaps/news.xml"
SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f'{SITEMAPS} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
PUBLICATION = "<n:publication><n:name>The Times &amp; Co</n:name><n:language>en</n:language></n:publication>"


def page(loc: str, title: str | None, date: str = "", publication: str = PUBLICATION) -> str:
    dated = f"<n:publication_date>{date}</n:publication_date>" if date else ""
    titled = f"<n:title>{title}</n:title>" if title is not None else ""
    return f"<url><loc>{loc}</loc><n:news>{publication}{dated}{titled}</n:news></url>"


def sitemap(*pages: str, opening: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{opening}<urlset {NEWS}>{''.join(pages)}</urlset>".encode()


def read(body: bytes, *, max_entries: int = 200, time_zone: str | None = None) -> ParsedFeed | Problem:
    return parse_feed(body, address=ADDRESS, content_type=None, now=NOW, max_entries=max_entries, time_zone=time_zone)


def parsed(body: bytes, **options: object) -> ParsedFeed:
    found = read(body, **options)  # type: ignore[arg-type] # options are handed through
    assert isinstance(found, ParsedFeed), found
    return found


TWO = sitemap(
    page("https://news.example/a", "Talks end &amp; begin", "2026-11-21T08:00:00+01:00"),
    page("/b", "Flood", "2026-11-22"),
    "<url><loc>https://news.example/about</loc><lastmod>2026-11-22</lastmod></url>",
)


def test_a_news_sitemap_is_a_feed() -> None:
    feed = parsed(TWO)
    assert (feed.title, feed.language, feed.site) == ("The Times & Co", "en", "https://news.example/")
    newer, older = feed.entries
    assert (newer.address, newer.title, newer.published.precision) == (
        "https://news.example/b",
        "Flood",
        Precision.DAY,
    )
    assert (older.title, older.published.at) == ("Talks end & begin", datetime(2026, 11, 21, 7, 0, tzinfo=UTC))
    assert feed.problems == ()


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(TWO),
        b"\xef\xbb\xbf" + TWO,
        TWO.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        TWO.replace(b"?>", b"?><?xml-stylesheet href='x.xsl'?><!-- made by <x> -->", 1),
        TWO.replace(b"<url", b"<s:url")
        .replace(b"</url", b"</s:url")
        .replace(b"<loc", b"<s:loc")
        .replace(b"</loc", b"</s:loc")
        .replace(b"xmlns=", b"xmlns:s="),
    ],
    ids=["gzip", "byte mark", "utf-16", "stylesheet and comment", "prefixed"],
)
def test_it_may_be_packed_and_written_in_many_ways(body: bytes) -> None:
    assert parsed(body) == parsed(TWO)


def test_a_time_without_a_zone_takes_the_feeds() -> None:
    (entry,) = parsed(sitemap(page("/a", "A", "2026-11-21T08:00:00")), time_zone="Asia/Tokyo").entries
    assert entry.published.at == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)


def test_the_newest_are_taken_whatever_their_order() -> None:
    days = [3, 21, 9, 22, 15]
    feed = parsed(sitemap(*(page(f"/{day}", f"Day {day}", f"2026-11-{day:02}") for day in days)), max_entries=3)
    assert [entry.title for entry in feed.entries] == ["Day 22", "Day 21", "Day 15"]
    assert [problem.kind for problem in feed.problems] == ["many entries"]


def test_a_wrong_clock_puts_nothing_in_front() -> None:
    feed = parsed(sitemap(page("/a", "Then", "2036-11-21"), page("/b", "Now", "2026-11-21")), max_entries=1)
    assert [entry.title for entry in feed.entries] == ["Now"]


def test_entities_are_not_expanded_and_nothing_is_read_from_outside(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE urlset [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY b0 "boom">{bomb}]>'
    entries = page("/a", "A &f; end", "2026-11-21"), page("/b", "B &b11; end", "2026-11-20")
    found = read(sitemap(*entries, opening=doctype))
    assert isinstance(found, Problem)
    assert found.kind == "nested entities"
    plain = parsed(sitemap(*entries, opening=doctype.replace(bomb, "")))
    assert "do not tell" not in str(plain)


def test_a_damaged_one_keeps_what_came_before() -> None:
    assert [entry.title for entry in parsed(TWO[: TWO.index(b"Flood")]).entries] == ["Talks end & begin"]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (f"<urlset {SITEMAPS}><url><loc>https://news.example/</loc></url></urlset>".encode(), "holds no news"),
        (sitemap(page("/a", None, "2026-11-21")), "holds no news"),
        (f"<sitemapindex {SITEMAPS}><sitemap><loc>/n.xml</loc></sitemap></sitemapindex>".encode(), "list of sitemaps"),
    ],
    ids=["pages", "no title", "index"],
)
def test_what_is_no_news_is_named(body: bytes, cause: str) -> None:
    problem = read(body)
    assert isinstance(problem, Problem)
    assert problem.kind == "not a feed"
    assert cause in problem.cause
    assert "secret" not in str(problem)


def test_an_index_lists_its_sitemaps_the_latest_first() -> None:
    body = (
        f"<sitemapindex {SITEMAPS}><sitemap><loc>/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>"
        "<sitemap><loc>https://news.example/new.xml</loc><lastmod>2026-11-22T08:00:00Z</lastmod></sitemap>"
        "<sitemap><loc>ftp://news.example/x.xml</loc></sitemap></sitemapindex>"
    ).encode()
    assert listed_sitemaps(body, ADDRESS) == ("https://news.example/new.xml", "https://news.example/old.xml")
    assert listed_sitemaps(TWO, ADDRESS) == ()


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", ""),
        (b"text", ""),
        (b"<!DOCTYPE html><html>", "html"),
        (b"<a:b.c-d x='1'>", "b.c-d"),
        (b"<!-- <a> --><b/>", "b"),
    ],
)
def test_the_root_is_found(body: bytes, name: str) -> None:
    assert root_name(body) == name


@given(cut=st.integers(0, len(TWO)), junk=st.binary(max_size=40))
def test_whatever_comes_is_a_feed_or_a_named_problem(cut: int, junk: bytes) -> None:
    for body in (TWO[:cut] + junk + TWO[cut:], TWO[:cut] + junk, gzip.compress(TWO)[:cut] + junk):
        found = read(body)
        assert isinstance(found, ParsedFeed) or found.cause
