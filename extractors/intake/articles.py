"""Articles of what came in: a page, a feed's own text, a document. Identity, title, outlet and date are decided."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from extractors.intake.addresses import canonical_address, registered_domain
from extractors.intake.bylines import clean_byline
from extractors.intake.dates import address_day
from extractors.intake.languages import language_of
from extractors.intake.publication import publication
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
    outlet, outlet_from = _outlet(page.outlet_name, feed, identity)
    byline, byline_from = _byline(page, entry, feed, outlet)
    published, doubt = publication(entry.entry.published, page.published, address_day(final), now)
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
        byline=byline,
        outlet=outlet,
        language=page.language,
        published=published,
        feed_id=entry.feed_id,
        is_backlog=entry.is_backlog,
        raw=fetch.raw,
        byline_from=byline_from,
        outlet_from=outlet_from,
        language_from=page.language_from,
        published_doubt=doubt,
    )


def has_full_text(entry: PendingEntry) -> bool:
    """Whether the feed itself carried the whole article."""
    return len((entry.entry.content or "").split()) >= FULL_TEXT_WORDS


def article_from_feed(entry: PendingEntry, *, feed: FeedState, now: datetime) -> Article:
    """The article as the feed carried it, for a page that cannot be had. Premise: `has_full_text(entry)`."""
    text = entry.entry.content or ""
    title, _ = _title(text, ((entry.entry.title, "feed"),))
    outlet, outlet_from = _outlet(None, feed, entry.address)
    byline, byline_from = _byline(None, entry, feed, outlet)
    language, language_from = language_of(None, text)
    published, doubt = publication(entry.entry.published, UNDATED, address_day(entry.address), now)
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
        byline=byline,
        outlet=outlet,
        language=language,
        published=published,
        feed_id=entry.feed_id,
        is_backlog=entry.is_backlog,
        byline_from=byline_from,
        outlet_from=outlet_from,
        language_from=language_from,
        published_doubt=doubt,
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
        outlet_from="import" if outlet is not None else "none",
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


def _outlet(stated: str | None, feed: FeedState, identity: str) -> tuple[Outlet | None, str]:
    """The outlet, and where its name is from."""
    domain = registered_domain(identity)
    for name, source in ((stated, "page"), (feed.outlet_name or feed.title, "feed"), (domain, "address")):
        if name:
            return Outlet(name, domain), source
    return None, "none"


def _byline(
    page: ParsedPage | None, entry: PendingEntry, feed: FeedState, outlet: Outlet | None
) -> tuple[str | None, str]:
    """Who wrote it, and where that is from. What the page says was made plain when it was read."""
    if page is not None and page.byline and page.byline_from != "text":
        return page.byline, "page"
    named = clean_byline(
        entry.entry.byline, outlet=outlet.name if outlet else feed.outlet_name, domain=outlet.domain if outlet else None
    )
    if named:
        return named, "feed"
    return (page.byline, page.byline_from) if page is not None else (None, "none")
