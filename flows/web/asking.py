"""One request to one server: asked in its turn, bounded in time and size, and asked once more where that may help.

The one place that retries requests: once, where the reason may pass in a moment. All else is left to the next poll.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractors.intake.addresses import host_of
from flows.settings import Settings
from flows.web import failures
from flows.web.bodies import Bodies
from flows.web.failures import Failure
from flows.web.hosts import PRODUCT, Pacing, WebMemory
from flows.web.unpacking import ACCEPTED, BombError, PackingError, TooLargeError, Unpacker

if TYPE_CHECKING:
    import httpx

# What these note of each request, down to its answer's headers, may hold a password; requests are on record with us.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

REDIRECTS = (301, 302, 303, 307, 308)
_SHORT_WAIT = 5.0  # seconds; a server that asks for more is left to the next poll
_CONNECT_SECONDS = 8.0  # for name and connection; without a network, looking up a name may take very long to fail
_MOST_HEADERS = 256  # lines; their size is bounded where they are read, at 100 KB (HTTP/1.1) and 64 KB (HTTP/2)
_ACCEPTED_TYPES = {
    "feed": "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "robots": "text/plain, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for. `address` may hold credentials; the rest is what the last answer said of itself."""

    address: str
    purpose: str  # feed, page, robots
    feed_id: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of one server, or why there is none."""

    address: str
    status: int | None = None
    reason: str = ""
    headers: Mapping[str, str] | None = None
    body: bytes = b""
    failure: Failure | None = None
    retry_after: float | None = None
    seconds: float | None = None  # that it took, without the wait for our turn

    def header(self, name: str) -> str | None:
        """The value of a header, its name in lower case."""
        return self.headers.get(name) if self.headers is not None else None


class Asker:
    """Asks servers, each in its turn. An asynchronous context manager; every answer is a value, nothing is raised."""

    def __init__(self, settings: Settings, memory: WebMemory) -> None:
        self._settings = settings
        self._memory = memory
        self._connect_seconds = min(settings.timeout_seconds, _CONNECT_SECONDS)
        self.bodies = Bodies()
        delay, concurrency = settings.host_delay_seconds, settings.concurrency
        self._pacing = Pacing(memory, self.bodies, delay=delay, concurrency=concurrency)
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> "Asker":
        import httpx

        from flows.web.guard import way_out

        self._client = httpx.AsyncClient(
            transport=way_out(self._settings),
            trust_env=False,  # no proxies and no ~/.netrc of whoever runs this
            follow_redirects=False,
            headers={"User-Agent": user_agent(self._settings.contact), "Accept-Encoding": ACCEPTED},
            timeout=httpx.Timeout(self._settings.timeout_seconds, connect=self._connect_seconds),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def ask(self, request: Request, thing: str, address: str, login: tuple[str, str] | None) -> Answer:
        """The answer of one server, asked again once where its failure may pass in a moment."""
        site, host = site_of(address), host_of(address)
        delay = self._memory.robots[site].delay if site in self._memory.robots else 0.0
        for is_last in (False, True):
            async with self._pacing.turn(host, delay):
                down = self._memory.down.get(site)
                if down is not None:
                    return Answer(address, failure=replace(down, problem=replace(down.problem, thing=thing)))
                if not self._memory.take(host, self._settings.host_requests):
                    return Answer(address, failure=failures.host_full(thing, host, self._settings.host_requests))
                began = time.monotonic()
                answer = await self._ask_once(request, thing, address, login)
                answer = replace(answer, seconds=time.monotonic() - began)
                if is_last or not _is_worth_a_retry(answer):
                    self._memory.note(site, answer.failure)
                    return answer
            await asyncio.sleep(answer.retry_after or self._settings.host_delay_seconds)
        raise AssertionError("the last try returns")

    async def _ask_once(self, request: Request, thing: str, address: str, login: tuple[str, str] | None) -> Answer:
        import httpx

        seconds = self._settings.timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._send(request, thing, address, login)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError, UnicodeError) as error:
            is_connecting = isinstance(error, httpx.ConnectTimeout)
            had = self._connect_seconds if is_connecting else seconds
            failure = failures.failure_of_error(thing, host_of(address), error, had)
            return Answer(address, failure=failure)
        except TooLargeError:
            return Answer(address, failure=failures.too_large(thing, self._settings.max_bytes))

    async def _send(self, request: Request, thing: str, address: str, login: tuple[str, str] | None) -> Answer:
        import httpx

        assert self._client is not None, "use the fetcher in `async with`"
        self._refuse_for_proxy(address)
        auth = httpx.BasicAuth(*login) if login else None
        async with self._client.stream("GET", address, headers=_headers(request), auth=auth) as response:
            answer = Answer(
                address,
                response.status_code,
                response.reason_phrase,
                dict(response.headers),
                retry_after=_retry_after(response.headers.get("retry-after"), datetime.now(UTC)),
            )
            if len(response.headers.raw) > _MOST_HEADERS:
                return Answer(address, response.status_code, failure=failures.too_many_headers(thing, _MOST_HEADERS))
            if response.status_code in REDIRECTS or response.status_code == 304:
                return answer
            failure = failures.failure_of_status(thing, response.status_code, answer.retry_after)
            if failure:
                return replace(answer, failure=failure)
            return await self._read(thing, answer, response)

    async def _read(self, thing: str, answer: Answer, response: "httpx.Response") -> Answer:
        """The answer with its body, read only as far as the limit."""
        encoding = response.headers.get("content-encoding", "")
        try:
            unpacker = Unpacker(encoding, self._settings.max_bytes)
            async for piece in response.aiter_raw(65_536):
                unpacker.feed(piece)
        except BombError:
            return replace(answer, failure=failures.packed_too_well(thing))
        except PackingError:
            return replace(answer, failure=failures.badly_packed(thing, encoding))
        return replace(answer, body=unpacker.body())

    def _refuse_for_proxy(self, address: str) -> None:
        """Nothing, or PrivateAddressError: a proxy is not asked for what the address itself says is private."""
        if self._settings.proxy.get_secret_value():
            from flows.web.guard import refuse_stated

            refuse_stated(host_of(address), self._settings)


def user_agent(contact: str) -> str:
    """Who we say we are: `OnRecord/0.1.0 (+https://desk.example/about)`."""
    try:
        number = version("onrecord")
    except PackageNotFoundError:
        number = "0"
    # a header is one line of ASCII
    reached = " ".join(contact.encode("ascii", "ignore").decode("ascii").split())
    return f"{PRODUCT}/{number} (+{reached})" if reached else f"{PRODUCT}/{number}"


def _headers(request: Request) -> dict[str, str]:
    conditions = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    accept = {"Accept": _ACCEPTED_TYPES.get(request.purpose, "*/*")}
    # what a server called its version is given back to it, unless no header can hold that
    usable = {name: value for name, value in conditions.items() if value and value.isascii() and value.isprintable()}
    return accept | usable


def _is_worth_a_retry(answer: Answer) -> bool:
    if answer.failure is None:
        return False
    if answer.retry_after is not None:
        return answer.retry_after <= _SHORT_WAIT
    return answer.failure.is_passing


def _retry_after(value: str | None, now: datetime) -> float | None:
    """The wait in seconds that a Retry-After header asks for, as seconds or as a date; None where it says nothing."""
    if not value:
        return None
    if value.isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return max((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds(), 0.0)


def site_of(address: str) -> str:
    """Scheme, host and port, which is what is up or down, and what a robots.txt speaks for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
