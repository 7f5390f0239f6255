"""Feeds as they are found: whole, damaged, and no feeds at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.intake.feeds import parse_feed
from extractors.intake.long_feeds import shortened
from extractors.records import UNDATED, ParsedFeed, Precision, Problem

FEEDS = Path(__file__).parent / "feeds"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ADDRESS = "https://ann:secret@news.example/world/feed.xml"


def parsed(name: str, *, max_entries: int = 200, time_zone: str | None = None) -> ParsedFeed:
    found = read(name, max_entries=max_entries, time_zone=time_zone)
    assert isinstance(found, ParsedFeed), found
    return found


def read(name: str, *, max_entries: int = 200, time_zone: str | None = None) -> ParsedFeed | Problem:
    body = (FEEDS / name).read_bytes()
    return parse_feed(body, address=ADDRESS, content_type=None, now=NOW, max_entries=max_entries, time_zone=time_zone)


def test_an_rss_feed() -> None:
    feed = parsed("world.rss")
    first, second = feed.entries
    assert (feed.title, feed.site, feed.language, feed.ttl_minutes) == (
        "The Example Times – World",
        "https://news.example/world",
        "en-GB",
        30,
    )
    assert first.address == "https://news.example/world/talks?utm_source=rss"
    assert first.title == "Talks end without a deal & with a smile"
    assert first.byline == "Ann Dahl"
    assert first.summary == "Three days of talks ended on Saturday."
    assert first.content == 'The talks ended.\n"It was hard," Ann Dahl said.'
    assert first.published.at == datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    assert second.address == "https://news.example/world/flood"  # relative, and made absolute
    assert second.published.precision is Precision.DAY
    assert feed.problems == ()


def test_an_atom_feed_with_times_of_its_own_zone() -> None:
    (entry,) = parsed("science.atom", time_zone="Asia/Tokyo").entries
    assert entry.address == "https://lab.example/2026/11/bees"
    assert entry.external_id == "tag:lab.example,2026:bees"
    assert entry.published.at == datetime(2026, 11, 20, 23, 15, tzinfo=UTC)


def test_an_entry_without_a_link_is_told_and_loses_nothing_else() -> None:
    feed = parsed("no_link.rss")
    assert [entry.address for entry in feed.entries] == [None, "https://news.example/b"]
    (problem,) = feed.problems
    assert problem.kind == "no link"
    assert "'A headline that leads nowhere'" in problem.cause


def test_dates_in_the_future_are_not_believed() -> None:
    feed = parsed("future.rss")
    assert [entry.published for entry in feed.entries] == [UNDATED, UNDATED]
    assert [problem.kind for problem in feed.problems] == ["odd dates"]


def test_a_feed_without_dates_is_taken() -> None:
    feed = parsed("no_dates.rss")
    assert len(feed.entries) == 2
    assert [problem.kind for problem in feed.problems] == ["no dates"]


def test_a_damaged_feed_keeps_what_can_be_read() -> None:
    feed = parsed("damaged.rss")
    assert [entry.title for entry in feed.entries] == ["Before the damage", "After the damage"]
    assert [problem.kind for problem in feed.problems] == ["damaged feed"]
    assert "line " in feed.problems[0].cause


def test_letters_that_are_not_in_the_stated_encoding() -> None:
    feed = parsed("wrong_encoding.rss")
    assert feed.entries[0].title == "Café in Düsseldorf closes"


def test_no_more_entries_than_asked_for() -> None:
    feed = parsed("world.rss", max_entries=1)
    assert len(feed.entries) == 1
    assert [problem.kind for problem in feed.problems] == ["many entries"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty feed"),
        (b" \n ", "empty feed"),
        (b"<!DOCTYPE html><html><body>Subscribe!</body></html>", "html"),
        (b'<?xml version="1.0"?><!-- c --><html xmlns="http://www.w3.org/1999/xhtml"/>', "html"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "not xml"),
        (b"just words", "not xml"),
        (b"<opml><body/></opml>", "not a feed"),
        (bytes(range(256)), "not xml"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, kind: str) -> None:
    found = parse_feed(body, address=ADDRESS, content_type=None, now=NOW, max_entries=9)
    assert isinstance(found, Problem)
    assert found.kind == kind
    assert found.cause
    assert found.remedy
    assert found.thing == "https://news.example/world/feed.xml"


def test_an_entity_from_a_file_or_the_network_is_not_fetched(tmp_path: Path, news_site: object) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    body = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>
    <rss version="2.0"><channel><title>t</title><item><title>&x;</title><link>https://a.example/</link></item>
    </channel></rss>"""
    assert "hidden" not in repr(parse_feed(body.encode(), address=ADDRESS, content_type=None, now=NOW, max_entries=9))


def test_a_body_that_is_an_address_is_not_fetched() -> None:
    body = FEEDS.joinpath("world.rss").as_posix().encode()
    assert isinstance(parse_feed(body, address=ADDRESS, content_type=None, now=NOW, max_entries=9), Problem)


_WORLD = (FEEDS / "world.rss").read_bytes()
_pieces = st.sampled_from(
    [_WORLD[at : at + 97] for at in range(0, len(_WORLD), 97)]
    + [b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"&#xD800;", b"\xff\xfe", b"\x00", b"<link>http://[</link>", b"<b"]
)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.lists(_pieces, max_size=20).map(b"".join))
@example(b"\xff\xfe" + "<rss><channel><item><title>&#xD800;</title>".encode("utf-16-le"))
@example(b"<rss version='2.0'><channel><item><title>&#xD800;</title><link>http://[/</link></item></channel></rss>")
def test_any_bytes_are_a_feed_or_a_problem(body: bytes) -> None:
    found = parse_feed(body, address=ADDRESS, content_type=None, now=NOW, max_entries=9)
    assert isinstance(found, ParsedFeed | Problem)
    assert "secret" not in repr(found)
    repr(found).encode()
    if isinstance(found, ParsedFeed):
        "".join(f"{entry.title}{entry.content}{entry.address}{entry.external_id}" for entry in found.entries).encode()


@pytest.mark.parametrize(
    ("opening", "entry", "ending"),
    [
        ('<rss version="2.0"><channel><title>T</title>', "<item><title>{0}</title>{1}</item>", "</channel></rss>"),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>',
            '<entry><title>{0}</title><link href="https://a.example/{0}"/>{1}</entry>',
            "</feed>",
        ),
    ],
)
def test_of_a_very_long_feed_the_first_entries_are_read_as_they_are_in_a_short_one(opening, entry, ending):
    filling = f"<summary>{'words ' * 40}</summary>"
    entries = [entry.format(number, filling) for number in range(4000)]
    short = _taken("".join([opening, *entries[:7], ending]).encode())
    long = _taken("".join([opening, *entries, ending]).encode())
    assert long.entries == short.entries
    assert long.title == "T"
    assert [problem.kind for problem in long.problems if problem.kind == "many entries"] == ["many entries"]
    assert "4000 entries" in next(problem.cause for problem in long.problems if problem.kind == "many entries")


def _taken(body: bytes) -> ParsedFeed:
    found = parse_feed(body, address="https://a.example/feed", content_type=None, now=NOW, max_entries=7)
    assert isinstance(found, ParsedFeed)
    return found


def test_a_long_feed_that_quotes_the_end_of_an_entry_is_left_as_it_is():
    body = (
        b"<rss><channel>"
        + b"<item><description><![CDATA[</item>]]></description></item>" * 20_000
        + b"</channel></rss>"
    )
    assert shortened(body, 4) == (body, 0)
    plain = body.replace(b"<![CDATA[</item>]]>", b"<![CDATA[</div>]]>")
    assert shortened(plain, 4)[1] == 20_000 - 4
