"""Addresses in, bodies or named problems out: robots.txt obeyed, redirects followed by hand, what came archived."""

import asyncio
import hashlib
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import urlsplit

from extractors.intake.addresses import credentials, host_of, join, without_credentials
from extractors.intake.caching import seconds_fresh
from extractors.records import Fetch, KeptRobots, Outcome, RawPointer
from flows.settings import Settings
from flows.web import failures
from flows.web.archive import Archive, Response
from flows.web.asking import REDIRECTS, Answer, Asker, Request, site_of
from flows.web.failures import Failure
from flows.web.hosts import Robots, WebMemory

_FOR_GOOD = (301, 308)
_ROBOTS_BYTES = 512_000
_KEPT_BYTES = 100_000  # a longer robots.txt is read anew in each run


@dataclass(frozen=True, slots=True)
class Fetched:
    """A request and, where it brought something new, the body."""

    fetch: Fetch
    body: bytes | None = None
    content_type: str | None = None


class Fetcher:
    """Fetches addresses, many at once. An asynchronous context manager; every answer is a value, nothing is raised.

    Without an archive what comes is looked at and not kept.
    """

    def __init__(self, settings: Settings, archive: Archive | None, memory: WebMemory | None = None) -> None:
        self._robots_fetches: list[Fetch] = []
        self._settings = settings
        self._archive = archive
        self._memory = memory or WebMemory()
        self._asker = Asker(settings, self._memory)
        self._robots_locks: dict[str, asyncio.Lock] = {}

    async def __aenter__(self) -> "Fetcher":
        await self._asker.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._asker.__aexit__(kind, error, trace)

    async def fetch(self, request: Request) -> Fetched:
        """What became of the request, after redirects and at most one retry."""
        started_at, began = datetime.now(UTC), time.monotonic()
        thing = without_credentials(request.address)
        answer, moved_to = await self._follow(request, thing)
        self._asker.bodies.add(len(answer.body))
        fetch = Fetch(
            address=thing,
            purpose=request.purpose,
            outcome=answer.failure.outcome if answer.failure else Outcome.FETCHED,
            started_at=started_at,
            elapsed=time.monotonic() - began,
            feed_id=request.feed_id,
            status=answer.status,
            count_bytes=len(answer.body),
            final_address=without_credentials(answer.address),
            problem=answer.failure.problem if answer.failure else None,
            retry_after=answer.retry_after,
            etag=answer.header("etag"),
            last_modified=answer.header("last-modified"),
            moved_to=moved_to,
            max_age=_seconds_fresh(answer, datetime.now(UTC)),
            answer_seconds=answer.seconds,
        )
        fetched = Fetched(fetch) if answer.failure else await self._delivered(request, fetch, answer)
        if fetched.body is None:
            self._asker.bodies.remove(len(answer.body))
        return fetched

    def take_robots_fetches(self) -> tuple[Fetch, ...]:
        """The requests for robots.txt that were made since the last time."""
        taken, self._robots_fetches = tuple(self._robots_fetches), []
        return taken

    def done_with(self, fetched: Fetched) -> None:
        """Nothing; the body is parsed, and another may come in its place. To be told of each that has one."""
        self._asker.bodies.remove(len(fetched.body or b""))

    async def _delivered(self, request: Request, fetch: Fetch, answer: Answer) -> Fetched:
        """The body, archived, unless it is the one of last time."""
        sha256 = hashlib.sha256(answer.body).hexdigest() if answer.body else None
        if answer.status == 304 or (sha256 and sha256 == request.body_sha256):
            kept = replace(fetch, outcome=Outcome.UNCHANGED, body_sha256=sha256 or request.body_sha256)
            return Fetched(replace(kept, etag=fetch.etag or request.etag))
        raw = await self._archived(request, fetch, answer)
        return Fetched(replace(fetch, body_sha256=sha256, raw=raw), answer.body, answer.header("content-type"))

    async def _archived(self, request: Request, fetch: Fetch, answer: Answer) -> RawPointer | None:
        if self._archive is None:
            return None
        response = Response(
            address=fetch.final_address or fetch.address,
            requested=fetch.address,
            purpose=request.purpose,
            feed_id=request.feed_id,
            at=fetch.started_at,
            status=answer.status or 200,
            reason=answer.reason,
            headers=tuple((answer.headers or {}).items()),
            body=answer.body,
        )
        return await asyncio.to_thread(self._archive.keep, response)

    # --- redirects ---

    async def _follow(self, request: Request, thing: str) -> tuple[Answer, str | None]:
        """The last answer of the chain of redirects, and where its permanent ones alone lead to."""
        chain, login = [thing], credentials(request.address)
        address, moved_to, is_for_good = thing, None, True
        while True:
            refusal = await self._refusal(thing, address)
            if refusal:
                return Answer(address, failure=refusal, retry_after=self._asked_by_robots(address)), moved_to
            # a password is for the server it was given for, not for whom that one sends us to
            own_login = login if site_of(address) == site_of(thing) else None
            answer = await self._asker.ask(request, thing, address, own_login)
            if answer.failure or answer.status not in REDIRECTS:
                return answer, moved_to
            target = join(address, answer.header("location"))
            if target is None:
                return replace(answer, failure=failures.bad_redirect(thing, answer.status)), None
            if target in chain:
                return replace(answer, failure=failures.redirect_loop(thing, [*chain, target])), None
            chain.append(target)
            if len(chain) > self._settings.max_redirects + 1:
                return replace(answer, failure=failures.too_many_redirects(thing, chain)), None
            is_for_good = is_for_good and answer.status in _FOR_GOOD
            address, moved_to = target, target if is_for_good else moved_to

    async def _refusal(self, thing: str, address: str) -> Failure | None:
        """Why an address must not be asked for now, or None."""
        if urlsplit(address).scheme not in ("http", "https") or not host_of(address):
            return Failure(failures.bad_address(thing), Outcome.REFUSED)
        robots = await self._robots(address)
        if robots.failure:
            why = robots.failure.problem
            if why.kind == failures.HOST_FULL:
                return replace(robots.failure, problem=replace(why, thing=thing))
            if robots.failure.is_host or why.kind in ("time-out", "bad address"):
                return replace(robots.failure, problem=replace(why, thing=thing))
            return failures.robots_unreadable(thing, host_of(address), why.cause)
        return None if robots.allows(address) else failures.refused_by_robots(thing, host_of(address))

    def _asked_by_robots(self, address: str) -> float | None:
        """The seconds that the site asked us to wait, instead of an answer to what its robots.txt is."""
        robots = self._memory.robots.get(site_of(address))
        return robots.retry_after if robots else None

    # --- robots.txt ---

    async def _robots(self, address: str) -> Robots:
        site = site_of(address)
        async with self._robots_locks.setdefault(site, asyncio.Lock()):
            if site not in self._memory.robots:
                kept = self._memory.kept_robots.get(site)
                self._memory.robots[site] = _remembered(kept) if kept else await self._read_robots(site)
        return self._memory.robots[site]

    async def _read_robots(self, site: str) -> Robots:
        address = f"{site}/robots.txt"
        started_at, began = datetime.now(UTC), time.monotonic()
        answer, target = await self._asker.ask(Request(address, "robots"), address, address, None), address
        for _ in range(self._settings.max_redirects):
            following = join(target, answer.header("location")) if answer.status in REDIRECTS else None
            if following is None:
                break
            target = following
            answer = await self._asker.ask(Request(target, "robots"), address, target, None)
        is_missing = answer.status is not None and 300 <= answer.status < 500 and answer.status != 429
        failure = None if is_missing else answer.failure
        if failure and failure.problem.kind == failures.HOST_FULL:
            return Robots(failure=failure)  # nothing was asked
        self._robots_fetches.append(
            Fetch(
                address=address,
                purpose="robots",
                outcome=failure.outcome if failure else Outcome.GONE if is_missing else Outcome.FETCHED,
                started_at=started_at,
                elapsed=time.monotonic() - began,
                status=answer.status,
                count_bytes=len(answer.body),
                final_address=target,
                problem=failure.problem if failure else None,
            )
        )
        body = None if failure or is_missing else answer.body[:_ROBOTS_BYTES].decode("utf-8", "replace")
        if len(body or "") <= _KEPT_BYTES and not (failure and failure.is_host):
            problem = failure.problem if failure else None
            self._memory.new_robots.append(KeptRobots(site, started_at, answer.status, body, problem))
        return replace(_robots(body, failure), retry_after=answer.retry_after if failure else None)


def _remembered(kept: KeptRobots) -> Robots:
    return _robots(kept.body, Failure(kept.problem, Outcome.FAILED) if kept.problem else None)


def _robots(body: str | None, failure: Failure | None) -> Robots:
    from protego import Protego

    return Robots(Protego.parse(body) if body is not None and not failure else None, failure)


def _seconds_fresh(answer: Answer, now: datetime) -> int | None:
    expires, date, age = answer.header("expires"), answer.header("date"), answer.header("age")
    return seconds_fresh(answer.header("cache-control"), expires, date, age, now)
