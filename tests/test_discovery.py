"""Which feeds a page links, where else to look, and which of those found is the site's main one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.discovery import (
    Candidate,
    FeedLink,
    is_news_sitemap,
    judged,
    likely_sitemaps,
    linked_feeds,
    own_addresses,
    sitemap_places,
    usual_places,
)
from extractors.records import FeedEntry, ParsedFeed, Precision, Published

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PAGE = "https://news.example/"
RSS = 'rel="alternate" type="application/rss+xml"'


def found(html: str, address: str = PAGE) -> list[tuple[str, str, str | None]]:
    links = linked_feeds(html.encode(), address=address, content_type="text/html; charset=utf-8")
    return [(link.found, link.address, link.title) for link in links]


def addresses(html: str, address: str = PAGE) -> list[str]:
    return [address for _, address, _ in found(html, address)]


def test_link_elements_are_found_with_their_titles() -> None:
    html = f'<head><link {RSS} title="Töp &amp;amp; more" href="/feed.xml?a=1&amp;b=2"></head>'
    assert found(html) == [("link", "https://news.example/feed.xml?a=1&b=2", "Töp & more")]


@pytest.mark.parametrize(
    ("element", "is_feed"),
    [
        (f'<link {RSS} href="f">', True),
        ('<link rel="ALTERNATE home" type="Application/Atom+XML; charset=utf-8" href="f">', True),
        ('<link rel="alternate" type="application/rdf+xml" href="f"/>', True),
        ('<link rel="feed" type="application/rss+xml" href="f">', True),
        ('<link rel="alternate" hreflang="fr" href="https://news.example/fr/">', False),
        ('<link rel="alternate" type="application/json+oembed" href="f">', False),
        ('<link rel="alternate" type="application/feed+json" href="f">', False),
        ('<link rel="stylesheet" type="application/rss+xml" href="f">', False),
        (f'<link {RSS} href="javascript:alert(1)">', False),
        (f'<link {RSS} href="ftp://news.example/f">', False),
        (f"<link {RSS}>", False),
        ('<a href="/rss.xml">RSS</a>', True),
        ('<a href="/world/feed/">Feed</a>', True),
        ('<a href="/?feed=rss2">Feed</a>', True),
        ('<a href="https://feeds.news.example/world">Feed</a>', True),
        ('<a href="https://feeds.feedburner.com/example">Feed</a>', True),
        ('<a href="https://other.example/rss.xml">A friend</a>', False),
        ('<a href="/feedback">Write to us</a>', False),
        ('<a href="/2026/11/feed-the-birds">Feed the birds</a>', False),
        ('<a href="/world">World</a>', False),
    ],
)
def test_what_is_a_link_to_a_feed(element: str, is_feed: bool) -> None:
    assert bool(found(f"<html><body>{element}</body></html>")) is is_feed


def test_links_are_resolved_against_the_base_of_the_page() -> None:
    assert addresses(f'<head><base href="https://cdn.example/x/"><link {RSS} href="f.xml"></head>') == [
        "https://cdn.example/x/f.xml"
    ]


def test_comments_and_tags_come_last_and_the_section_asked_for_first() -> None:
    html = (
        f'<link {RSS} href="/comments/feed/"><link {RSS} href="/feed/"><link {RSS} href="/tag/rain/feed/">'
        f'<link {RSS} href="/world/feed/"><link {RSS} href="/world/comments/feed/"><link {RSS} href="/feed/#again">'
    )
    assert [address.removeprefix("https://news.example/") for address in addresses(html)] == [
        "feed/",
        "world/feed/",
        "comments/feed/",
        "tag/rain/feed/",
        "world/comments/feed/",
    ]
    assert addresses(html, "https://news.example/world/")[0] == "https://news.example/world/feed/"
    assert addresses(html, "https://news.example/tag/rain/")[0] == "https://news.example/tag/rain/feed/"


def test_an_index_of_sitemaps_gives_those_of_news_first() -> None:
    body = (
        b"<sitemapindex><sitemap><loc>/pages.xml</loc></sitemap><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"
    )
    assert [(link.found, link.address) for link in linked_feeds(body, address=PAGE, content_type=None)] == [
        ("sitemap", "https://news.example/news.xml"),
        ("sitemap", "https://news.example/pages.xml"),
    ]


def test_the_host_does_not_make_a_sitemap_one_of_news() -> None:
    assert not is_news_sitemap("https://news.example/sitemap.xml")
    assert likely_sitemaps(["https://a.example/s.xml", "https://a.example/google-news.xml"])[0].endswith("news.xml")


def test_the_usual_places_are_of_the_sites_root_after_those_beside_the_page() -> None:
    assert usual_places("https://news.example/world/?x=1")[:3] == (
        "https://news.example/world/feed",
        "https://news.example/world/rss",
        "https://news.example/feed",
    )
    assert usual_places("https://news.example/index.html")[0] == "https://news.example/feed"
    assert sitemap_places("https://news.example/world/")[0] == "https://news.example/news-sitemap.xml"


@given(st.binary(max_size=300))
def test_whatever_a_page_holds_gives_addresses_of_the_web(body: bytes) -> None:
    page = b"<a href='" + body + b"/rss.xml'>x</a><link rel=alternate type=application/rss+xml href='" + body + b"'>"
    for link in linked_feeds(page + body, address=PAGE, content_type=None):
        assert link.address.startswith(("http://", "https://"))


def test_a_page_of_ten_thousand_links_is_bounded() -> None:
    html = "".join(f'<link {RSS} href="/{number}.rss">' for number in range(10_000))
    assert len(found(html)) == 500


# --- which one --------------------------------------------------------------------------------------------------------


def candidate(path: str, *articles: str, title: str = "News", days: int = 0, how: str = "link") -> Candidate:
    at = Published(NOW - timedelta(days=days), Precision.SECOND, "feed")
    entries = tuple(FeedEntry(f"https://news.example/{name}", published=at) for name in articles)
    address = f"https://news.example{path}"
    return Candidate(FeedLink(address, how), address, ParsedFeed(title, None, None, entries))


def verdicts(*candidates: Candidate, page: str = PAGE) -> dict[str, str | None]:
    return {
        one.link.address.removeprefix("https://news.example"): one.drawback for one in judged(candidates, page, NOW)
    }


def test_the_main_feed_is_the_first_one_without_a_drawback() -> None:
    assert verdicts(
        candidate("/comments/feed", "x"),
        candidate("/old.rss", "y", days=400),
        candidate("/empty.rss"),
        candidate("/feed", "a", "b"),
        candidate("/atom", "b", "a"),
        candidate("/replies", "c", title="Comments on: Talks"),
        candidate("/sport.rss", "s"),
    ) == {
        "/feed": None,
        "/sport.rss": None,
        "/comments/feed": "of comments, a tag or an author",
        "/old.rss": "silent since 2025-10-18",
        "/empty.rss": "no entries",
        "/replies": "of comments, a tag or an author",
        "/atom": "the same articles as https://news.example/feed",
    }
    assert next(iter(verdicts(candidate("/comments/feed", "x"), candidate("/feed", "a")))) == "/feed"


def test_a_feed_that_was_asked_for_has_no_drawback() -> None:
    assert verdicts(candidate("/comments/feed", "x", days=900, how="asked")) == {"/comments/feed": None}


def test_a_feed_is_known_by_where_it_came_from_and_by_what_it_calls_itself() -> None:
    one = replace(candidate("/feed", "a"), final_address="https://news.example/moved")
    named = replace(one, feed=replace(one.feed, self_address="https://www.news.example/own"))
    stolen = replace(one, feed=replace(one.feed, self_address="https://other.example/feed"))
    assert own_addresses(named) == own_addresses(one) | {"https://www.news.example/own"}
    assert own_addresses(stolen) == {"https://news.example/feed", "https://news.example/moved"}
