"""Articles of what came in: a page, a feed's own text, a document. Identity, title, outlet and date are decided."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from extractors.intake.addresses import canonical_address, registered_domain
from extractors.intake.dates import address_day, first_plausible
from extractors.records import (
    UNDATED,
    Article,
    FeedState,
    Fetch,
    Origin,
    Outlet,
    ParsedPage,
    PendingEntry,
    Published,
    SeenAddress,
)
from extractors.records.ids import article_id, text_sha256
from extractors.wordlists import word_list

FULL_TEXT_WORDS = 150  # from here on, what a feed carries is the article and not its teaser
_LONGEST_TITLE = 200  # characters
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[A-Z0-9À-ÞА-Я])")
_LAST_WORD = re.compile(r"(\S+)$")


def article_from_page(
    page: ParsedPage, *, entry: PendingEntry, fetch: Fetch, feed: FeedState, now: datetime
) -> Article:
    """The article on a fetched page. Its identity is the final address, or the one the page declares, if believed."""
    final = canonical_address(fetch.final_address or entry.address) or entry.address
    declared = canonical_address(page.declared_address) if page.declared_address else None
    identity = declared if declared and _is_believed(declared, final) else final
    title, title_from = _title(page.text, ((page.title, "page"), (entry.entry.title, "feed")))
    return Article(
        article_id=_id(identity, page.text),
        origin=Origin.FEED,
        text=page.text,
        text_sha256=text_sha256(page.text),
        seen_at=now,
        canonical_address=identity,
        external_id=entry.entry.external_id,
        addresses=_addresses(("feed", entry.address), ("final", final), ("declared", declared)),
        title=title,
        title_from=title_from,
        byline=page.byline or entry.entry.byline,
        outlet=_outlet(page.outlet_name, feed, identity),
        language=page.language,
        published=first_plausible((entry.entry.published, page.published, address_day(final)), now),
        feed_id=entry.feed_id,
        is_backlog=entry.is_backlog,
        raw=fetch.raw,
    )


def has_full_text(entry: PendingEntry) -> bool:
    """Whether the feed itself carried the whole article."""
    return len((entry.entry.content or "").split()) >= FULL_TEXT_WORDS


def article_from_feed(entry: PendingEntry, *, feed: FeedState, now: datetime) -> Article:
    """The article as the feed carried it, for a page that cannot be had. Premise: `has_full_text(entry)`."""
    text = entry.entry.content or ""
    title, _ = _title(text, ((entry.entry.title, "feed"),))
    return Article(
        article_id=_id(entry.address, text),
        origin=Origin.FEED,
        text=text,
        text_sha256=text_sha256(text),
        seen_at=now,
        canonical_address=entry.address,
        external_id=entry.entry.external_id,
        addresses=_addresses(("feed", entry.address)),
        title=title,
        title_from="feed" if entry.entry.title else "first sentence",
        byline=entry.entry.byline,
        outlet=_outlet(None, feed, entry.address),
        published=first_plausible((entry.entry.published, address_day(entry.address)), now),
        feed_id=entry.feed_id,
        is_backlog=entry.is_backlog,
    )


def article_from_document(
    text: str,
    *,
    origin: Origin,
    import_source: str | None,
    external_id: str | None,
    address: str | None = None,
    title: str | None = None,
    outlet: Outlet | str | None = None,
    published: Published = UNDATED,
    now: datetime,
    is_backlog: bool,
) -> Article:
    """The article that a document is, its text exactly as given. Its identity: address, else id, else the text.

    An outlet given by name alone gets the domain of the address, where there is one.
    """
    canonical = canonical_address(address) if address else None
    chosen, title_from = _title(text, ((title, "stated"),))
    return Article(
        article_id=article_id(
            canonical_address=canonical,
            import_source=import_source,
            external_id=external_id,
            sha256=text_sha256(text),
        ),
        origin=origin,
        text=text,
        text_sha256=text_sha256(text),
        seen_at=now,
        canonical_address=canonical,
        import_source=import_source,
        external_id=external_id,
        addresses=_addresses(("import", canonical)),
        title=chosen,
        title_from=title_from,
        outlet=_stated_outlet(outlet, canonical),
        published=published,
        is_backlog=is_backlog,
    )


def _stated_outlet(outlet: Outlet | str | None, canonical: str | None) -> Outlet | None:
    """The outlet as the document names it, with the domain of the address where it states none."""
    named = Outlet(outlet) if isinstance(outlet, str) else outlet
    if named is None or named.domain is not None or canonical is None:
        return named
    return replace(named, domain=registered_domain(canonical))


def first_sentence(text: str) -> str | None:
    """The first sentence of the text's first paragraph, at most 200 characters long; None where there is no text.

    Premises: a sentence ends at a full stop before a capital letter, but for an abbreviation's; after a question inside
    quotation marks comes whose it is. Preferred error: too long, not too short.
    """
    paragraph = next((line.strip() for line in text.splitlines() if line.strip()), None)
    if paragraph is None:
        return None
    ends = (found.end() for found in _SENTENCE_END.finditer(paragraph) if not _goes_on(paragraph, found))
    sentence = paragraph[: next(ends, len(paragraph))]
    if len(sentence) <= _LONGEST_TITLE:
        return sentence
    return sentence[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _goes_on(paragraph: str, end: re.Match[str]) -> bool:
    if end.group()[0] in "?!" and len(end.group()) > 1:
        return True
    before = _LAST_WORD.search(paragraph[: end.start()])
    if before is None or not end.group().startswith("."):
        return False
    word = before.group(1).lstrip("\"'“‘(").lower()
    return len(word) == 1 or word in word_list("abbreviations")


def _title(text: str, stated: tuple[tuple[str | None, str], ...]) -> tuple[str | None, str]:
    """The first title that is stated, else the first sentence, and where it comes from."""
    for title, source in stated:
        if title and title.strip():
            return title.strip(), source
    sentence = first_sentence(text)
    return (sentence, "first sentence") if sentence else (None, "none")


def _is_believed(declared: str, final: str) -> bool:
    """Whether a page's own address counts: same registered domain, and not a site's front page for every article."""
    if registered_domain(declared) != registered_domain(final):
        return False
    return urlsplit(declared).path != "/" or urlsplit(final).path == "/"


def _id(identity: str, text: str) -> str:
    return article_id(canonical_address=identity, import_source=None, external_id=None, sha256=text_sha256(text))


def _addresses(*seen: tuple[str, str | None]) -> tuple[SeenAddress, ...]:
    """Each address once, under the first relation it was seen in."""
    relations: dict[str, str] = {}
    for relation, address in seen:
        if address:
            relations.setdefault(address, relation)
    return tuple(SeenAddress(address, relation) for address, relation in relations.items())


def _outlet(stated: str | None, feed: FeedState, identity: str) -> Outlet | None:
    domain = registered_domain(identity)
    name = stated or feed.outlet_name or feed.title or domain
    return Outlet(name, domain) if name else None
