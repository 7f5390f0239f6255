"""A feed's bytes to its entries. Whatever comes in, a ParsedFeed or a named Problem comes out."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from extractors.intake.addresses import join, without_credentials
from extractors.intake.dates import is_plausible, stated_time
from extractors.intake.long_feeds import shortened
from extractors.intake.markup import one_line, plain_text, without_lone_surrogates
from extractors.intake.nesting import has_nested_entities, is_too_deep, nested_entities, too_deep
from extractors.intake.sitemaps import read_news_sitemap, root_name, unpacked
from extractors.intake.skipped_hours import skip_days, skip_hours
from extractors.records import UNDATED, FeedEntry, ParsedFeed, Problem, Published

_HARMLESS = {"CharacterEncodingOverride", "NonXMLContentType"}  # what feedparser calls broken and readers never notice
_HTML = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html)", re.IGNORECASE | re.DOTALL)
_BLANKS = re.compile(rb"\s{1000,}")  # feedparser looks for what follows them from each one anew
_MAIL = re.compile(r"^\S+@\S+\s*\((.+)\)$")  # RSS's way to name an author: `ann@news.example (Ann Dahl)`


def parse_feed(
    body: bytes,
    *,
    address: str,
    content_type: str | None,
    now: datetime,
    max_entries: int,
    time_zone: str | None = None,
) -> ParsedFeed | Problem:
    """The feed in its own order, at most `max_entries` entries; or the Problem that makes it no feed.

    RSS, Atom and RDF, by feedparser, which reads damaged ones as far as it can: such a feed names its damage in
    `problems` and keeps its entries. A news sitemap is a feed, too; its entries come newest first. Times without a zone
    are read in `time_zone`, an IANA name, else as UTC.
    """
    thing = without_credentials(address)
    body = _BLANKS.sub(b"\n", unpacked(body))
    refusal = _refusal(thing, body)
    if refusal is not None:
        return refusal
    if root_name(body) in ("urlset", "sitemapindex"):
        return _of_sitemap(body, thing, now, max_entries, time_zone)
    body, count_left_out = shortened(body, max_entries)
    try:
        found = _feedparser(body, thing, content_type)
    except Exception as error:
        cause = f"the feed could not be parsed ({type(error).__name__})"
        return Problem(thing, "not xml", cause, "Open the address; if it is a feed there, report it to us.")
    if not found.get("version") and not found.entries:
        return _is_no_feed(thing, body, found)
    taken = [_entry(entry, thing, time_zone) for entry in found.entries[:max_entries]]
    problems = (*_damage(thing, found), *_oddities(thing, taken, len(found.entries) + count_left_out, now))
    return ParsedFeed(
        title=one_line(_text(found.feed, "title")),
        site=join(thing, _text(found.feed, "link")),
        language=_text(found.feed, "language"),
        entries=tuple(_believed(entry, now) for entry in taken),
        problems=problems,
        ttl_minutes=_minutes(_text(found.feed, "ttl")),
        skip_hours=skip_hours(body),
        skip_days=skip_days(body),
        self_address=join(thing, _link_to(found.feed, "self")),
    )


def _refusal(thing: str, body: bytes) -> Problem | None:
    """Why the body is not worth a parser, or must not reach one; None where it may be a feed."""
    if not body.strip():
        return Problem(thing, "empty feed", "the feed is empty", "Try again later; if it stays empty, take it out.")
    if _HTML.match(body[:2000]):
        return _is_a_page(thing)
    markup = body.replace(b"\0", b"").decode("latin-1")  # tags are ASCII, in whatever encoding
    if is_too_deep(markup):
        return too_deep(thing)
    return nested_entities(thing) if has_nested_entities(markup) else None


def _of_sitemap(
    body: bytes, thing: str, now: datetime, max_entries: int, time_zone: str | None
) -> ParsedFeed | Problem:
    """A news sitemap as the feed that it is."""
    found = read_news_sitemap(body, address=thing, now=now, time_zone=time_zone)
    if isinstance(found, Problem):
        return found
    taken = found.entries[:max_entries]
    return ParsedFeed(
        title=found.name,
        site=found.site,
        language=found.language,
        entries=tuple(_believed(entry, now) for entry in taken),
        problems=tuple(_oddities(thing, taken, len(found.entries), now)),
    )


def _feedparser(body: bytes, address: str, content_type: str | None) -> Any:
    import feedparser

    # As a stream: feedparser takes bytes and strings for addresses and file names, and opens them.
    headers = {"content-location": address, "content-type": content_type or "application/xml"}
    return feedparser.parse(io.BytesIO(body), response_headers=headers, resolve_relative_uris=True, sanitize_html=True)


# --- entries ----------------------------------------------------------------------------------------------------------


def _entry(entry: Any, address: str, time_zone: str | None) -> FeedEntry:
    contents = [plain_text(part.get("value")) for part in entry.get("content", ())]
    return FeedEntry(
        address=join(address, _link(entry)),
        external_id=_text(entry, "id"),
        title=one_line(_text(entry, "title")),
        summary=plain_text(_text(entry, "summary")),
        content=max((content for content in contents if content), key=len, default=None),
        byline=_byline(_text(entry, "author")),
        published=_published(entry, time_zone),
    )


def _link(entry: Any) -> str | None:
    """The page an entry leads to: its link, else the first of its links that is no enclosure."""
    stated = _text(entry, "link")
    if stated:
        return stated
    pages = (link.get("href") for link in entry.get("links", ()) if link.get("rel") in (None, "alternate"))
    return next((page for page in pages if page), None)


def _link_to(feed: Any, relation: str) -> str | None:
    """Where the feed's link of that relation leads to."""
    return next((link.get("href") for link in feed.get("links", ()) if link.get("rel") == relation), None)


def _published(entry: Any, time_zone: str | None) -> Published:
    """When the entry says it was published, else changed."""
    for name in ("published", "created", "updated"):
        # `in` first: feedparser answers for `updated` with `published`, and warns
        stated = stated_time(_text(entry, name), source="feed", time_zone=time_zone) if name in entry else UNDATED
        if stated.at is not None:
            return stated
    return UNDATED


def _byline(author: str | None) -> str | None:
    line = one_line(author)
    in_brackets = _MAIL.match(line) if line else None
    return in_brackets.group(1) if in_brackets else line


def _text(thing: Any, name: str) -> str | None:
    value = thing.get(name)
    return (without_lone_surrogates(value).strip() or None) if isinstance(value, str) else None


def _minutes(ttl: str | None) -> int | None:
    return int(ttl) if ttl and ttl.isascii() and ttl.isdigit() and len(ttl) < 7 else None


def _believed(entry: FeedEntry, now: datetime) -> FeedEntry:
    """The entry without a time that cannot be right: page and address are asked for it instead."""
    if entry.published.at is None or is_plausible(entry.published, now):
        return entry
    return FeedEntry(entry.address, entry.external_id, entry.title, entry.summary, entry.content, entry.byline)


# --- what is wrong ----------------------------------------------------------------------------------------------------


def _is_a_page(thing: str) -> Problem:
    return Problem(
        thing,
        "html",
        "a web page, not a feed",
        "Look in the page's source for a link of type application/rss+xml and list that address.",
    )


def _is_no_feed(thing: str, body: bytes, found: Any) -> Problem:
    if body.lstrip()[:1] in (b"{", b"["):
        return Problem(thing, "not xml", "JSON, not an RSS or Atom feed", "List the site's RSS or Atom feed instead.")
    error = found.get("bozo_exception")
    if type(error).__name__ == "CharacterEncodingUnknown":
        return Problem(thing, "encoding", "its character encoding is unknown", "Tell the site; try again later.")
    if error is not None:
        cause = f"not XML ({_said(error)})"
        return Problem(thing, "not xml", cause, "Open the address; list one that shows an RSS or Atom feed.")
    cause = "XML, but no RSS, Atom or RDF feed"
    return Problem(thing, "not a feed", cause, "Open the address; list one that shows an RSS or Atom feed.")


def _damage(thing: str, found: Any) -> Iterable[Problem]:
    error = found.get("bozo_exception") if found.get("bozo") else None
    name = type(error).__name__
    if error is None or name in _HARMLESS:
        return
    if name.startswith("CharacterEncoding"):
        yield Problem(thing, "encoding", "its character encoding is unknown, letters may be wrong", "Tell the site.")
        return
    cause = f"damaged XML ({_said(error)}), {len(found.entries)} entries could be read"
    yield Problem(thing, "damaged feed", cause, "Nothing to do here; the site may like to know.")


def _oddities(thing: str, entries: Sequence[FeedEntry], count_all: int, now: datetime) -> Iterable[Problem]:
    if count_all > len(entries):
        cause = f"{count_all} entries, of which the first {len(entries)} were taken"
        yield Problem(thing, "many entries", cause, "Raise the setting max_entries to take more.")
    lost = sum(entry.address is None for entry in entries)
    if lost:
        titles = ", ".join(repr(entry.title) for entry in entries if entry.address is None and entry.title)
        cause = f"{lost} of {len(entries)} entries link to no page" + (f": {titles[:200]}" if titles else "")
        yield Problem(thing, "no link", cause, "Nothing to do here; the others were taken.")
    ahead = sum(entry.published.at is not None and not is_plausible(entry.published, now) for entry in entries)
    if ahead:
        cause = f"{ahead} of {len(entries)} entries are dated in the future or decades back"
        yield Problem(thing, "odd dates", cause, "Nothing to do here; their pages were asked for the date.")
    if entries and all(entry.published.at is None for entry in entries):
        yield Problem(thing, "no dates", "no entry has a date", "Nothing to do here; their pages are asked for it.")


def _said(error: object) -> str:
    """What a parser said, on one line: `not well-formed (invalid token), line 3`."""
    message = getattr(error, "getMessage", lambda: "")() or str(error) or type(error).__name__
    line = getattr(error, "getLineNumber", lambda: None)()
    said = " ".join(str(message).split())[:120]
    return f"{said}, line {line}" if line else said
