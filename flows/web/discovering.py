"""The feeds of a site, asked for politely: the page given, what it links, the usual places, news sitemaps.

Nothing that comes is kept: it is a look. Requests are few: what a page links is asked for, the usual places only where
it links no feed, sitemaps that are called after news where robots.txt names them, and others only where nothing else
was found.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote, urlsplit, urlunsplit

from extractors.intake.addresses import credentials, join, without_credentials
from extractors.intake.discovery import (
    Candidate,
    FeedLink,
    is_news_sitemap,
    is_side,
    judged,
    likely_sitemaps,
    sitemap_places,
    usual_places,
)
from extractors.records import Problem
from flows.progress import tell
from flows.settings import Settings
from flows.web.asking import Request, site_of
from flows.web.failures import AT_NEXT_POLL
from flows.web.fetching import Fetched, Fetcher
from flows.web.hosts import WebMemory
from flows.web.parsing import ParserPool

_MOST_LINKS = 12  # feeds asked for, of those that a page links; with `is_all`:
_MOST_OF_ALL = 200
_MOST_SITEMAPS = 3
_MOST_NAMED = 12  # sitemaps asked for, of those that a robots.txt names
_ASKED_TO_WAIT = ("http 429", "asked to wait")
_NO_FEED = "it links no feed, and neither a feed nor a news sitemap is at the usual places"
_GIVE_FEED = "If the site has one, give the feed's own address."


@dataclass(frozen=True, slots=True)
class SiteFeeds:
    """The feeds of a site, the main one first. `page` is where the address given led to, without credentials.

    `problem` is why there is none, `failed` are links that led to no feed; `count_unseen` counts the addresses that
    look like feeds and were not asked for.
    """

    page: str
    is_feed: bool = False  # the address given is the feed itself
    feeds: tuple[Candidate, ...] = ()
    problem: Problem | None = None
    failed: tuple[Problem, ...] = ()
    count_unseen: int = 0


async def feeds_of_site(
    address: str, *, settings: Settings, now: datetime, time_zone: str | None = None, is_all: bool = False
) -> SiteFeeds:
    """The feeds found at an address of a feed or of a site. `is_all` also looks at links that are no link elements."""
    memory = WebMemory()
    async with Fetcher(settings, None, memory) as fetcher, ParserPool(seconds=settings.parse_seconds) as parsers:
        return await _Search(address, fetcher, parsers, memory, settings, now, time_zone, is_all).found()


def with_login(address: str, of: str) -> str:
    """The address with the credentials of another one, where both are of one site: a password is for nobody else."""
    login = credentials(of)
    if login is None or site_of(without_credentials(address)) != site_of(without_credentials(of)):
        return address
    name, password = (quote(part, safe="") for part in login)
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=f"{name}:{password}@{parts.netloc}"))


@dataclass(slots=True)
class _Search:
    """One search for the feeds of a site."""

    address: str
    fetcher: Fetcher
    parsers: ParserPool
    memory: WebMemory
    settings: Settings
    now: datetime
    time_zone: str | None
    is_all: bool
    candidates: list[Candidate] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    count_unseen: int = 0

    async def found(self) -> SiteFeeds:
        """What there is at the address."""
        tell(f"Asking {without_credentials(self.address)}")
        fetched = await self._fetch(self.address, "site")
        page = fetched.fetch.final_address or fetched.fetch.address
        if fetched.body is None:
            return SiteFeeds(page, problem=_now(fetched.fetch.problem))
        asked = FeedLink(fetched.fetch.address, "asked")
        problem = await self._take(asked, fetched)
        if problem is None:
            return SiteFeeds(page, is_feed=True, feeds=tuple(self.candidates))
        links = await self._links(page, fetched)
        if links is None:
            return SiteFeeds(page, problem=problem)
        await self._look_around(page, links)
        feeds = judged(self.candidates, page, self.now)
        failed = tuple(self.failed)
        why = failed[0] if failed else Problem(page, "no feed", _NO_FEED, _GIVE_FEED)
        return SiteFeeds(
            page, feeds=feeds, problem=None if feeds else why, failed=failed, count_unseen=self.count_unseen
        )

    async def _links(self, page: str, fetched: Fetched) -> tuple[FeedLink, ...] | None:
        """What the page links; None where what came is no page and no list of sitemaps."""
        found = await self.parsers.linked_feeds(
            fetched.body or b"", address=page, content_type=fetched.content_type, now=self.now
        )
        if isinstance(found, Problem):
            return None
        is_page = "html" in (fetched.content_type or "html").lower()
        return found if found or is_page else None

    async def _look_around(self, page: str, links: tuple[FeedLink, ...]) -> None:
        elements = [link for link in links if link.found != "anchor"]
        chosen = links if self.is_all or not elements else elements
        if not self.is_all:
            chosen = [link for link in chosen if not is_side(link, page)] or chosen
        await self._ask_all(chosen, _MOST_OF_ALL if self.is_all else _MOST_LINKS)
        self.count_unseen = sum(link.address not in self.asked for link in links)
        if not self._has_entries():
            await self._ask_until_found(FeedLink(place, "place") for place in usual_places(page))
        robots = self.memory.robots.get(site_of(page))
        stated = robots.rules.sitemaps if robots is not None and robots.rules is not None else ()
        named = likely_sitemaps(target for one in stated if (target := join(page, one)))
        await self._sitemaps([one for one in named if is_news_sitemap(one)][:_MOST_SITEMAPS])
        if not self._has_entries():
            await self._sitemaps([*named[:_MOST_NAMED], *sitemap_places(page)])

    def _has_entries(self) -> bool:
        return any(candidate.feed.entries for candidate in self.candidates)

    async def _ask_all(self, links: Iterable[FeedLink], most: int) -> None:
        chosen = [link for link in links if link.address not in self.asked][:most]
        for number, link in enumerate(chosen, start=1):
            tell(f"Asking feeds {number} of {len(chosen)}")
            problem = await self._ask(link)
            if problem is not None:
                self.failed.append(problem)

    async def _ask_until_found(self, links: Iterable[FeedLink]) -> None:
        for link in links:
            if link.address in self.asked:
                continue
            tell(f"Looking for feeds at {link.address}")
            problem = await self._ask(link)
            if problem is None and self._has_entries():
                return
            if problem is not None and problem.kind in _ASKED_TO_WAIT:
                self.failed.append(problem)
                return

    async def _ask(self, link: FeedLink) -> Problem | None:
        """Nothing, with the feed noted; or why it is none."""
        fetched = await self._fetch(with_login(link.address, self.address), "feed")
        return await self._take(link, fetched)

    async def _sitemaps(self, addresses: Iterable[str]) -> None:
        """Nothing; the first news sitemap among them, or in an index among them, is noted."""
        for address in addresses:
            if address in self.asked:
                continue
            tell(f"Looking for news sitemaps at {address}")
            fetched = await self._fetch(with_login(address, self.address), "feed")
            if fetched.body is None or await self._take(FeedLink(address, "sitemap"), fetched) is None:
                if fetched.body is not None:
                    return
                continue
            found = await self._links(fetched.fetch.final_address or address, fetched)
            inner = [link for link in found or () if link.found == "sitemap"][:_MOST_SITEMAPS]
            count = len(self.candidates)
            await self._ask_until_found(inner)
            if len(self.candidates) > count:
                return

    async def _fetch(self, address: str, purpose: str) -> Fetched:
        self.asked.add(without_credentials(address))
        fetched = await self.fetcher.fetch(Request(address, purpose))
        self.fetcher.done_with(fetched)  # one is asked for at a time, so none waits for another
        return fetched

    async def _take(self, link: FeedLink, fetched: Fetched) -> Problem | None:
        """Nothing, with what came noted as a feed; or why it is none."""
        if fetched.body is None:
            return _now(fetched.fetch.problem)
        final = fetched.fetch.final_address or fetched.fetch.address
        parsed = await self.parsers.parse_feed(
            fetched.body,
            address=final,
            content_type=fetched.content_type,
            now=self.now,
            max_entries=self.settings.max_entries,
            time_zone=self.time_zone,
        )
        if isinstance(parsed, Problem):
            return parsed
        self.candidates.append(Candidate(link, final, parsed))
        return None


def _now(problem: Problem | None) -> Problem | None:
    """The problem as a person needs it who waits for the answer: there is no next poll of what is not listed."""
    if problem is None:
        return None
    return replace(problem, remedy=problem.remedy.replace(AT_NEXT_POLL, "Try again later."))
