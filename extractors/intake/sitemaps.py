"""A site's sitemaps: a news sitemap to entries, as of a feed; a sitemap index to the sitemaps that it lists.

The form is that of sitemaps.org, with Google's extension for news (`sitemap-news/0.9`): title, time of publication,
name and language of the publication. Read by lxml, element by element, with no entities, no network, and at most as
many entries as the protocol allows.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from extractors.intake.addresses import join
from extractors.intake.dates import is_plausible, stated_time
from extractors.intake.markup import one_line
from extractors.records import FeedEntry, Problem

_ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_HEAD = 4096  # bytes in which the root has to open
_GZIP = b"\x1f\x8b"
_MOST_BYTES = 20_000_000  # unpacked: five times what an index of the longest kind comes to
_MOST_ENTRIES = 50_000  # of one sitemap: what the protocol allows
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NewsSitemap:
    """What a news sitemap holds: its entries, the newest first, and whose they are, as the first of them says."""

    name: str | None
    language: str | None
    site: str
    entries: tuple[FeedEntry, ...]


def unpacked(body: bytes) -> bytes:
    """The body, unpacked where it is a gzip file, as sitemaps often are; as it is where that cannot be done."""
    if not body.startswith(_GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, _MOST_BYTES)
    except zlib.error:
        return body


def root_name(body: bytes) -> str:
    """The local name of the document's root element, `urlset` of a sitemap; empty where there is none."""
    head = _ASIDE.sub(b"", body[:_HEAD].replace(b"\0", b""))  # without the zeros UTF-16 reads like ASCII here
    found = _ROOT.search(head)
    return found.group(1).decode("ascii", "replace") if found else ""


def read_news_sitemap(body: bytes, *, address: str, now: datetime, time_zone: str | None) -> NewsSitemap | Problem:
    """The entries of a news sitemap; or the Problem of one that holds no news, or of a sitemap index."""
    if root_name(body) == "sitemapindex":
        cause = "a list of sitemaps, not a feed"
        return Problem(address, "not a feed", cause, "List the news sitemap in it: onrecord feeds add finds it.")
    found = tuple(_news(body, address, time_zone))
    if not found:
        cause = "a sitemap that holds no news"
        return Problem(address, "not a feed", cause, "List a news sitemap: its entries have a title and a time.")
    newest = sorted((entry for _, _, entry in found), key=lambda entry: _age(entry, now), reverse=True)
    return NewsSitemap(
        name=next((name for name, _, _ in found if name), None),
        language=next((language for _, language, _ in found if language), None),
        site=urljoin(address, "/"),
        entries=tuple(newest),
    )


def listed_sitemaps(body: bytes, address: str) -> tuple[str, ...]:
    """The addresses that a sitemap index lists, those changed last first; none where it is no index."""
    if root_name(body) != "sitemapindex":
        return ()
    found = []
    for element in _elements(body, "sitemap"):
        target = join(address, _said(element, "loc"))
        if target:
            changed = stated_time(_said(element, "lastmod"), source="feed").at
            found.append((changed or _LONG_AGO, target))
    found.sort(key=lambda one: one[0], reverse=True)
    return tuple(dict.fromkeys(target for _, target in found))


def _news(body: bytes, address: str, time_zone: str | None) -> Iterator[tuple[str | None, str | None, FeedEntry]]:
    """Name and language of the publication, and the entry, of each page that is news."""
    for element in _elements(body, "url"):
        news = element.find("{*}news")
        title = one_line(_said(news, "title")) if news is not None else None
        if news is None or not title:
            continue
        publication = news.find("{*}publication")
        target = join(address, _said(element, "loc"))
        published = stated_time(_said(news, "publication_date"), source="feed", time_zone=time_zone)
        entry = FeedEntry(address=target, external_id=target, title=title, published=published)
        yield one_line(_said(publication, "name")), _said(publication, "language"), entry


def _elements(body: bytes, name: str) -> Iterator[Any]:
    """The elements of that local name as they come; damage ends them, and what came before is kept."""
    from lxml import etree

    walk = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        tag=f"{{*}}{name}",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=True,
    )
    try:
        for _, element in islice(walk, _MOST_ENTRIES):
            yield element
            element.clear()
            while element.getprevious() is not None:  # or the tree would grow with every one that is done
                del element.getparent()[0]
    except etree.LxmlError:
        return


def _said(element: Any, name: str) -> str | None:
    text = element.findtext(f"{{*}}{name}") if element is not None else None
    return text.strip() or None if text else None


def _age(entry: FeedEntry, now: datetime) -> datetime:
    at = entry.published.at
    return at if at is not None and is_plausible(entry.published, now) else _LONG_AGO
