"""Identity, title, outlet and date of an article."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from extractors.intake.articles import (
    article_from_document,
    article_from_feed,
    article_from_page,
    first_sentence,
    has_full_text,
)
from extractors.records import (
    UNDATED,
    FeedEntry,
    FeedState,
    Fetch,
    Origin,
    Outcome,
    Outlet,
    ParsedPage,
    PendingEntry,
    Precision,
    Published,
    SeenAddress,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FEED = FeedState("f_1", "https://news.example/feed.xml", title="The Example Times – World")
STATED = "https://news.example/world/talks?utm_source=rss"
FINAL = "https://www.news.example/world/talks"
ENTRY = PendingEntry(
    "e_1", "f_1", "https://news.example/world/talks", FeedEntry(STATED, title="Talks end"), NOW, is_backlog=False
)
FETCH = Fetch(STATED, "page", Outcome.FETCHED, NOW, 0.1, final_address=FINAL)
PAGE = ParsedPage("The talks ended. They were hard.", "Talks end at last", None, None, "en", None, UNDATED)


def test_identity_is_the_canonical_form_of_the_final_address() -> None:
    article = article_from_page(PAGE, entry=ENTRY, fetch=FETCH, feed=FEED, now=NOW)
    assert article.canonical_address == FINAL
    assert article.addresses == (SeenAddress(ENTRY.address, "feed"), SeenAddress(FINAL, "final"))
    assert (article.title, article.title_from) == ("Talks end at last", "page")
    assert article.outlet == Outlet("The Example Times – World", "news.example")


@pytest.mark.parametrize(
    ("declared", "identity"),
    [
        ("https://news.example/2026/talks?utm_source=x", "https://news.example/2026/talks"),
        ("https://agency.example.org/talks", FINAL),  # another domain: evidence of a copy, not identity
        ("https://news.example/", FINAL),  # every page of some sites declares the front page
        ("nonsense", FINAL),
    ],
)
def test_a_declared_address_counts_within_the_same_domain_only(declared: str, identity: str) -> None:
    article = article_from_page(replace(PAGE, declared_address=declared), entry=ENTRY, fetch=FETCH, feed=FEED, now=NOW)
    assert article.canonical_address == identity


def test_the_same_page_by_two_ways_is_one_article() -> None:
    other = replace(ENTRY, feed_id="f_2", address="https://news.example/t/1")
    first = article_from_page(PAGE, entry=ENTRY, fetch=FETCH, feed=FEED, now=NOW)
    second = article_from_page(PAGE, entry=other, fetch=FETCH, feed=FEED, now=NOW + timedelta(days=1))
    assert first.article_id == second.article_id


def test_the_date_is_the_feeds_then_the_pages_then_the_addresses() -> None:
    day = Published(datetime(2026, 11, 20, tzinfo=UTC), Precision.DAY, "page")
    fetch = replace(FETCH, final_address="https://news.example/2026/11/19/talks")

    def published(feed_says: Published, page_says: Published) -> Published:
        entry = replace(ENTRY, entry=replace(ENTRY.entry, published=feed_says))
        return article_from_page(
            replace(PAGE, published=page_says), entry=entry, fetch=fetch, feed=FEED, now=NOW
        ).published

    in_feed = Published(datetime(2026, 11, 21, 7, tzinfo=UTC), Precision.SECOND, "feed")
    assert published(in_feed, day) == in_feed
    assert published(replace(in_feed, at=NOW + timedelta(days=30)), day) == day
    assert published(UNDATED, UNDATED).at == datetime(2026, 11, 19, tzinfo=UTC)
    assert published(UNDATED, UNDATED).source == "address"


def test_a_feed_that_carries_the_article_stands_in_for_its_page() -> None:
    long = replace(ENTRY, entry=replace(ENTRY.entry, content="It rained. " * 75))
    short = replace(ENTRY, entry=replace(ENTRY.entry, content="It rained. " * 20))
    assert has_full_text(long)
    assert not has_full_text(short)
    article = article_from_feed(long, feed=FEED, now=NOW)
    assert (article.text, article.title, article.title_from) == ("It rained. " * 75, "Talks end", "feed")


def test_a_document_is_kept_as_it_is_and_titled_by_its_first_sentence() -> None:
    text = "  The talks ended on Monday.\nMore of it.\n\n"
    article = article_from_document(
        text, origin=Origin.IMPORT, import_source="desk", external_id="7", now=NOW, is_backlog=True
    )
    assert article.text == text
    assert (article.title, article.title_from) == ("The talks ended on Monday.", "first sentence")
    assert (article.outlet, article.published) == (None, UNDATED)


def test_a_documents_identity_is_its_address_else_its_id_else_its_text() -> None:
    def minted(text: str, external_id: str | None, address: str | None) -> str:
        return article_from_document(
            text,
            origin=Origin.IMPORT,
            import_source="desk",
            external_id=external_id,
            address=address,
            now=NOW,
            is_backlog=True,
        ).article_id

    assert minted("a", "1", STATED) == minted("b", "2", "https://news.example/world/talks#top")
    assert minted("a", "1", None) == minted("b", "1", None) != minted("a", "2", None)
    assert minted("a", None, None) != minted("b", None, None)


def test_an_outlet_named_by_a_document_gets_the_domain_of_its_address() -> None:
    article = article_from_document(
        "Words.",
        origin=Origin.IMPORT,
        import_source="desk",
        external_id=None,
        address="https://www.news.example/a",
        outlet="The Example Times",
        title=" Stated ",
        now=NOW,
        is_backlog=True,
    )
    assert article.outlet == Outlet("The Example Times", "news.example")
    assert (article.title, article.title_from) == ("Stated", "stated")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", None),
        ("\n \n", None),
        ("No end", "No end"),
        ("\nFirst. Second.", "First."),
        ("Sen. Ann B. Dahl of the U.S. Senate left. She ran.", "Sen. Ann B. Dahl of the U.S. Senate left."),
        ("“Is it over?” Ann Dahl asked. It was.", "“Is it over?” Ann Dahl asked."),
        ("It cost 3.5 million dollars. A lot.", "It cost 3.5 million dollars."),
    ],
)
def test_the_first_sentence(text: str, sentence: str | None) -> None:
    assert first_sentence(text) == sentence


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    found = first_sentence("word " * 100)
    assert found is not None
    assert len(found) <= 200
    assert found.endswith("word…")
