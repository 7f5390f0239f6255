"""Made-up articles as a cycle brings them, each as its page gives it and as the extractors read it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from extractors.decisions.profiles import profile
from extractors.records import (
    Article,
    EnrichedText,
    Extraction,
    FeedEntry,
    FeedState,
    Fetch,
    Mention,
    Origin,
    Outcome,
    Outlet,
    PendingEntry,
    PendingText,
    Precision,
    Published,
    Quote,
    QuoteKind,
    SeenAddress,
    Speaker,
    Term,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)  # when the synthetic warehouses end
COUNT_FEEDS = 120
_NAMES = 8  # an article
_COMMON_NAMES = 5_000
_WORDS = 450


@dataclass(frozen=True, slots=True)
class Stored:
    """Of an article that is stored: what a new one may have in common with it."""

    text: str
    keys: tuple[int, ...]
    bands: tuple[int, ...]
    signature: tuple[int, ...]


def feed_states(chance: random.Random) -> tuple[FeedState, ...]:
    """The feeds of a synthetic warehouse, polled just now."""
    return tuple(
        FeedState(
            f"f_{number:016x}",
            f"https://outlet{number}.example/feed",
            title=f"Outlet {number}",
            outlet_name=f"Outlet {number}",
            state="fine",
            etag=str(chance.random()),
            last_polled_at=NOW,
            last_success_at=NOW,
            next_poll_at=NOW + timedelta(minutes=15),
        )
        for number in range(COUNT_FEEDS)
    )


def articles(chance: random.Random, salt: str, count: int) -> tuple[Article, ...]:
    """New articles of the last days, of five mentions and more and two quotes each."""
    return tuple(_article(chance, f"{salt}-{number}") for number in range(count))


def _article(chance: random.Random, key: str) -> Article:
    outlet = int(120 ** chance.random()) - 1
    address = f"https://outlet{outlet}.example/new/{key}"
    text = _text(chance)
    return Article(
        article_id="a_" + sha256(address.encode()).hexdigest()[:16],
        origin=Origin.FEED,
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
        seen_at=NOW,
        canonical_address=address,
        addresses=(SeenAddress(address, "feed"), SeenAddress(address, "final")),
        title=" ".join(text.split()[:9]),
        title_from="page",
        outlet=Outlet(f"Outlet {outlet}", f"outlet{outlet}.example"),
        language="en",
        published=Published(NOW - timedelta(hours=chance.randrange(48)), Precision.SECOND, "feed"),
        feed_id=f"f_{outlet:016x}",
    )


def _text(chance: random.Random) -> str:
    names = [f"Person {int(_COMMON_NAMES ** chance.random()) - 1} Doe" for _ in range(_NAMES)]
    spoken = [f"{name} said: “{_words(chance, 12)}.”" for name in names[:2]]
    named = [f"{_words(chance, _WORDS // _NAMES)} {name} was there." for name in names[2:]]
    return " ".join([*spoken, *named])


def _words(chance: random.Random, count: int) -> str:
    return " ".join(f"word{chance.randrange(20_000)}" for _ in range(count))


def entries(found: Sequence[Article], *, state: str = "pending") -> tuple[PendingEntry, ...]:
    """The entries by which feeds told of the articles."""
    return tuple(
        PendingEntry(
            "y_" + article.article_id[2:],
            article.feed_id or "",
            article.canonical_address or "",
            FeedEntry(article.canonical_address, title=article.title, summary=article.text[:300]),
            NOW,
            is_backlog=False,
            count_attempts=int(state == "done"),
            state=state,
            article_id=article.article_id if state == "done" else None,
        )
        for article in found
    )


def fetches(addresses: Sequence[str], purpose: str) -> tuple[Fetch, ...]:
    """A request for each of the addresses."""
    return tuple(Fetch(address, purpose, Outcome.FETCHED, NOW, 0.1, status=200) for address in addresses)


def read(pending: PendingText, chance: random.Random, models: Sequence[Stored]) -> EnrichedText:
    """A text as the extractors read it. It tells of what a stored article of its time tells; one in ten is its copy."""
    model = chance.choice(models)
    found = _extraction(pending.text)
    made = replace(profile(pending, found), keys=model.keys)
    if chance.random() < 0.1:
        made = replace(made, bands=model.bands, signature=model.signature, text=model.text)
    return EnrichedText(pending, found, made)


def _extraction(text: str) -> Extraction:
    mentions = tuple(
        Mention(start, end, text[start:end], "PERSON", text[start:end])
        for start, end in _spans(text, "Person ", " Doe")
    )
    quotes = tuple(
        _quote(text, start + 1, end - 1, number, mentions[number])
        for number, (start, end) in enumerate(_spans(text, "“", "”"))
    )
    counts: dict[str, int] = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return Extraction(mentions, quotes, tuple(Term(word, count) for word, count in counts.items()), "1", "synthetic")


def _spans(text: str, opening: str, closing: str) -> list[tuple[int, int]]:
    spans, at = [], text.find(opening)
    while at >= 0:
        end = text.index(closing, at) + len(closing)
        spans.append((at, end))
        at = text.find(opening, end)
    return spans


def _quote(text: str, start: int, end: int, number: int, mention: Mention) -> Quote:
    speaker = Speaker(mention.name, mention.text, mention.start, mention.end, 0.9, "synthetic", "PERSON")
    return Quote(start, end, text[start:end], QuoteKind.DIRECT, number, (speaker,), 0.9, "synthetic", "said")
