"""The feeds of a site: which addresses may be feeds, and which of those that are is the site's main one.

Premises: a page links its main feed before others; what is said of comments, tags and authors is not what the site
publishes, so such feeds come last and are never the main one; two feeds with the same articles (an RSS and an Atom
form) are one. Where a section of a site is asked for, its own feed is preferred to the site's. Known exceptions: sites
that link a feed of one section on every page, and feeds that are drawn by script, which are not found.

trafilatura has functions for the same; these here keep what those drop: the title, the order, the address as it is
written (its cleaning takes parameters off that some feeds need), and feeds without a telling name.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from extractors.intake.addresses import canonical_address, join, registered_domain, without_credentials
from extractors.intake.markup import decoded, one_line
from extractors.intake.sitemaps import listed_sitemaps, unpacked
from extractors.records import ParsedFeed
from extractors.wordlists import word_lines, word_list

_MOST_LINKS = 500  # of one page or index; a page with more is a directory of something else
_FEED_PATH = re.compile(
    r"\.(?:rss|atom|rdf)$|/(?:rss|feed|atom)(?:\d|_\w+)?(?:\.(?:php|aspx?))?/?$"
    r"|/(?:rss|feed|atom|index|news|all)[\w-]*\.xml$|/feeds?/[\w./-]+$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"(?:^|[&?])(?:feed|format|output|type)=(?:rss2?|atom|rdf|feed|100)(?:&|$)", re.IGNORECASE)
_NEWS = re.compile(r"news", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_SAME = 0.8  # of the entries of the shorter of two feeds
_SILENT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """An address that may be a feed, and how it was found: `link`, `anchor`, `place`, `sitemap`, or `asked` for."""

    address: str
    found: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed of a site. `final_address` is where it came from; `drawback` says why it should not be the main one."""

    link: FeedLink
    final_address: str
    feed: ParsedFeed
    drawback: str | None = None


# --- where to look ----------------------------------------------------------------------------------------------------


def linked_feeds(body: bytes, *, address: str, content_type: str | None) -> tuple[FeedLink, ...]:
    """What a page, or a sitemap index, links that may be a feed, the likeliest first; each once, no more than 500."""
    thing = without_credentials(address)
    body = unpacked(body)
    sitemaps = listed_sitemaps(body, thing)
    if sitemaps:
        return tuple(FeedLink(target, "sitemap") for target in likely_sitemaps(sitemaps)[:_MOST_LINKS])
    tree = _tree(body, content_type)
    if tree is None:
        return ()
    base = join(thing, next(iter(tree.xpath("//base/@href")), None)) or thing
    found = [*_link_elements(tree, base), *_anchors(tree, base, thing)]
    return tuple(in_order(found, thing)[:_MOST_LINKS])


def usual_places(address: str) -> tuple[str, ...]:
    """Where the site of a page may keep its feed without a link to it: beside the page, then at the site's root."""
    path = urlsplit(address).path.rstrip("/")
    beside = [f"{path}{place}" for place in word_lines("feed_places")[:2]] if path and "." not in path else []
    return tuple(dict.fromkeys(urljoin(address, place) for place in (*beside, *word_lines("feed_places"))))


def sitemap_places(address: str) -> tuple[str, ...]:
    """Where the site of a page may keep a news sitemap that robots.txt does not name."""
    return tuple(urljoin(address, place) for place in word_lines("news_sitemap_places"))


def likely_sitemaps(addresses: Iterable[str]) -> tuple[str, ...]:
    """The addresses of sitemaps in their order, those first that are called after news."""
    return tuple(sorted(dict.fromkeys(addresses), key=lambda one: not is_news_sitemap(one)))


def is_news_sitemap(address: str) -> bool:
    """Whether a sitemap's name says that it is one of news; the host, as in `news.example`, says nothing."""
    parts = urlsplit(address)
    return bool(_NEWS.search(parts.path + parts.query))


def in_order(links: Iterable[FeedLink], page: str) -> list[FeedLink]:
    """The links, each address once: the page's own feeds, then others, then those of comments and tags."""
    seen: dict[str, FeedLink] = {}
    for link in links:
        seen.setdefault(canonical_address(link.address) or link.address, link)
    return sorted(seen.values(), key=lambda link: (is_side(link, page), not _is_beside(link.address, page)))


def is_side(link: FeedLink, page: str) -> bool:
    """Whether a feed is of comments, a tag or an author, on a page that is not itself of these."""
    if _is_beside(link.address, page):
        page_path = urlsplit(page).path.rstrip("/")
        return _has_side_word(urlsplit(link.address).path.removeprefix(page_path)) or _is_of_comments(link.title)
    return _has_side_word(urlsplit(link.address).path) or _has_side_word(link.title or "")


def _is_of_comments(title: str | None) -> bool:
    return bool({"comment", "comments"} & {word.lower() for word in _WORDS.findall(title or "")})


def _has_side_word(words: str) -> bool:
    return any(word.lower() in word_list("feed_side_words") for word in _WORDS.findall(words))


def _is_beside(address: str, page: str) -> bool:
    """Whether an address lies below that of the page, where this is not the site's front page."""
    own, path = urlsplit(page), urlsplit(page).path.rstrip("/")
    parts = urlsplit(address)
    return bool(path) and parts.netloc == own.netloc and parts.path.startswith((f"{path}/", f"{path}."))


# --- pages ------------------------------------------------------------------------------------------------------------


def _tree(body: bytes, content_type: str | None) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(decoded(body, content_type).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _link_elements(tree: Any, base: str) -> Iterable[FeedLink]:
    for element in tree.xpath("//link[@href]")[: _MOST_LINKS * 4]:
        rels = (element.get("rel") or "").lower().split()
        type_ = (element.get("type") or "").partition(";")[0].strip().lower()
        target = join(base, element.get("href"))
        if target and type_ in word_list("feed_types") and ("alternate" in rels or "feed" in rels):
            yield FeedLink(target, "link", one_line(element.get("title")))


def _anchors(tree: Any, base: str, page: str) -> Iterable[FeedLink]:
    """The links within the text whose address looks like a feed's, of this site or of a host for feeds."""
    domains = {registered_domain(page), *word_list("feed_hosts")}
    for element in tree.xpath("//a[@href]")[: _MOST_LINKS * 20]:
        target = join(base, element.get("href"))
        if target and _looks_like_a_feed(target) and registered_domain(target) in domains:
            yield FeedLink(target, "anchor", one_line("".join(element.itertext())[:200]))


def _looks_like_a_feed(address: str) -> bool:
    parts = urlsplit(address)
    if _FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query):
        return True
    return (parts.hostname or "").startswith(("feeds.", "rss.")) and len(parts.path) > 1


# --- which one --------------------------------------------------------------------------------------------------------


def judged(candidates: Sequence[Candidate], page: str, now: datetime) -> tuple[Candidate, ...]:
    """The feeds of a site, the main one first, each of the others with what speaks against it, if anything does."""
    ranked: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda one: bool(_flaw(one, page, now))):
        drawback = _flaw(candidate, page, now) or next(
            (f"the same articles as {other.link.address}" for other in ranked if same_articles(other, candidate)), None
        )
        ranked.append(Candidate(candidate.link, candidate.final_address, candidate.feed, drawback))
    return tuple(sorted(ranked, key=lambda one: one.drawback is not None))


def same_articles(one: Candidate, other: Candidate) -> bool:
    """Whether two feeds are the same one under two addresses, or hold nearly the same articles."""
    if one.final_address == other.final_address:
        return True
    here, there = _articles(one.feed), _articles(other.feed)
    return bool(here and there) and len(here & there) >= _SAME * min(len(here), len(there))


def own_addresses(candidate: Candidate) -> frozenset[str]:
    """The canonical addresses under which a feed is known: as linked, where it came from, and what it calls itself.

    What it calls itself counts within its own domain. Known exception: sites whose feeds all name the main one.
    """
    known = [candidate.link.address, candidate.final_address]
    own = candidate.feed.self_address
    if own and registered_domain(own) == registered_domain(candidate.final_address):
        known.append(own)
    return frozenset(canonical for one in known if (canonical := canonical_address(one)))


def newest(feed: ParsedFeed) -> datetime | None:
    """When the newest entry of a feed was published; None where none has a date."""
    return max((entry.published.at for entry in feed.entries if entry.published.at is not None), default=None)


def _flaw(candidate: Candidate, page: str, now: datetime) -> str | None:
    if candidate.link.found == "asked":
        return None
    if is_side(candidate.link, page) or _is_of_comments(candidate.feed.title):
        return "of comments, a tag or an author"
    if not candidate.feed.entries:
        return "no entries"
    last = newest(candidate.feed)
    return f"silent since {last:%Y-%m-%d}" if last is not None and now - last > _SILENT else None


def _articles(feed: ParsedFeed) -> frozenset[str]:
    known = (canonical_address(entry.address) for entry in feed.entries if entry.address)
    return frozenset(address for address in known if address)
