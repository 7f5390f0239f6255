"""What the house starts with: seed documents and listed feeds, read from files and checked.

These files are written by hand, so a mistake in one is an error that names the file, the entry and the remedy, before
anything is done.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import StringConstraints

from extractors.intake.addresses import canonical_address, without_credentials
from extractors.intake.articles import article_from_document
from extractors.records import Article, FeedState, Origin
from extractors.records.ids import mint
from flows.files.checked import SeedsError, Strict, Words, bytes_of, checked

IMPORT_SOURCE = "seeds"
MANIFEST = "manifest.toml"
ZONE = "zone"  # a category `zone/Asia/Tokyo` of a feed is what a time without a zone means there


class _ListedDocument(Strict):
    file: Words
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    source: Words
    title: Words | None = None


class _Manifest(Strict):
    documents: tuple[_ListedDocument, ...] = ()


# --- seed documents ---------------------------------------------------------------------------------------------------


def seed_articles(folder: Path, now: datetime) -> tuple[Article, ...]:
    """The seed documents of `folder` as its manifest lists them, each text exactly the file's content.

    Raises SeedsError where a file is missing, has changed, or is not listed.
    """
    manifest = checked(_Manifest, folder / MANIFEST)
    listed = {document.file for document in manifest.documents}
    for path in sorted(folder.glob("*.txt")):
        if path.name not in listed:
            raise SeedsError(
                f"{path}: not listed in {MANIFEST}. List it with its SHA-256 and source, "
                f"or take it out and import it with `onrecord import`."
            )
    return tuple(_seed_article(folder, document, now) for document in manifest.documents)


def _seed_article(folder: Path, document: _ListedDocument, now: datetime) -> Article:
    path = folder / document.file
    body = bytes_of(path, "Put it back, or take it out of the manifest.")
    found = hashlib.sha256(body).hexdigest()
    if found != document.sha256:
        raise SeedsError(
            f"{path}: changed since it was listed: its SHA-256 is {found}, the manifest says {document.sha256}. "
            f"Put the original back, or correct {MANIFEST}."
        )
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SeedsError(f"{path}: not UTF-8 at byte {error.start}. Save it as UTF-8 and correct {MANIFEST}.") from None
    return article_from_document(
        text,
        origin=Origin.SEED,
        import_source=IMPORT_SOURCE,
        external_id=path.stem,
        title=document.title,
        now=now,
        is_backlog=False,
    )


# --- feeds ------------------------------------------------------------------------------------------------------------


def listed_feeds(opml: Path) -> tuple[FeedState, ...]:
    """The feeds that an OPML file lists, in its order, each once, as states never polled.

    An outline's `text` (else `title`) is the outlet's name; a category `zone/<IANA name>` its time zone. Groups may be
    nested. Raises SeedsError where the file is missing, is not OPML, or names an unknown time zone.
    """
    return feeds_in(bytes_of(opml, "Give the setting `feeds` (ONRECORD_FEEDS) the path of an OPML file."), opml)


def feeds_in(body: bytes, opml: Path) -> tuple[FeedState, ...]:
    """The same of what such a file would hold."""
    import listparser  # not at the top: it loads `requests`, and most commands need no feeds

    harvest = listparser.parse(_in_ascii(body))
    if not harvest["version"].startswith("opml"):
        raise SeedsError(f"{opml}: not OPML. Export the list from a feed reader, or start from seeds/feeds.opml.")
    feeds: dict[str, FeedState] = {}
    for found in harvest["feeds"]:
        feed = _feed(found["url"], found["title"], found["categories"], opml)
        feeds.setdefault(feed.feed_id, feed)
    return tuple(feeds.values())


def _in_ascii(body: bytes) -> bytes:
    """The same document in characters that no parser misreads: listparser does not see the XML declaration."""
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    return text.encode("ascii", "xmlcharrefreplace")


def _feed(url: str, title: str, categories: Sequence[Sequence[str]], opml: Path) -> FeedState:
    address = over_http(url)
    if "://" in title:  # readers name a feed without a title by its address, which may hold a password
        title = without_credentials(title.strip())
    zones = ["/".join(category[1:]) for category in categories if category[0] == ZONE]
    for zone in zones:
        if not is_zone(zone):
            feed = title or without_credentials(address)
            raise SeedsError(f"{opml}: feed {feed}: no time zone is called {zone!r}. Write one as `zone/Asia/Tokyo`.")
    return FeedState(
        feed_id=feed_id_of(address),
        address=address,
        title=title or None,
        outlet_name=title or None,
        time_zone=zones[0] if zones else None,
    )


def is_zone(name: str) -> bool:
    """Whether a time zone has that name. A machine without time zone data cannot tell, and that is no mistake here."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return bool(name) and not available_timezones()
    return True


def feed_id_of(address: str) -> str:
    """The id of the feed at an address, however it is written."""
    return mint("f", canonical_address(address) or address)


def over_http(url: str) -> str:
    """The address to ask: `feed:` is a browser's way to say that a feed reader should open it."""
    if not url.lower().startswith("feed:"):
        return url
    rest = url[len("feed:") :]
    return f"http:{rest}" if rest.startswith("//") else rest
