"""The way out: names looked up here, their addresses checked, and exactly the checked ones connected to.

The check stands at the connection, behind everything that could be written in an address and everything that could be
redirected: `http://2130706433/`, a name that leads home, a name server that answers otherwise the second time.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain, zip_longest
from typing import Any

import httpcore
import httpx

from extractors.intake.destinations import Endpoint, is_listed, not_public, stated_endpoint
from flows.settings import Settings
from flows.web.failures import PrivateAddressError

_NEXT_AFTER_SECONDS = 0.25  # as RFC 8305 has it: the next address is tried beside one that does not answer
_KEPT_SECONDS = 4.0  # that a connection stays open unused; many servers close theirs after five
_MOST_KEPT = 100  # connections open at once to no use: each takes a file of the few that a process may have
_MOST_ADDRESSES = 8  # of one name; a stranger's name server shall not send us round the world

_Connect = Callable[[Endpoint], Coroutine[Any, Any, httpcore.AsyncNetworkStream]]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, and to what the user allows. To be used within one event loop.

    The certificate is checked, and the server addressed, under the host's name: httpcore does so after this.
    """

    def __init__(self, allowed_hosts: Sequence[str] = (), host_addresses: Mapping[str, str] | None = None) -> None:
        self._allowed_hosts = tuple(allowed_hosts)
        self._host_addresses = dict(host_addresses or {})
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection. Raises PrivateAddressError, and what httpcore raises where none can be made."""

        async def connect(there: Endpoint) -> httpcore.AsyncNetworkStream:
            return await self._plain.connect_tcp(there.address, there.port or port, None, local_address, socket_options)

        try:
            async with asyncio.timeout(timeout):
                return await _first(connect, await self._destinations(host, port))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except socket.gaierror as error:
            raise httpcore.ConnectError(str(error)) from error

    async def sleep(self, seconds: float) -> None:
        """Nothing, after that time."""
        await asyncio.sleep(seconds)

    async def _destinations(self, host: str, port: int) -> tuple[Endpoint, ...]:
        """Where to connect to, the best first. One private address among them is enough to refuse all."""
        stated = stated_endpoint(host, self._host_addresses)
        if stated is not None:
            return (stated,)
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = _alternating([str(where[0]) for *_, where in found])
        if not is_listed(host, self._allowed_hosts):
            for address in addresses:
                if meaning := not_public(address):
                    raise PrivateAddressError(host, address, meaning)
        return tuple(Endpoint(address) for address in addresses[:_MOST_ADDRESSES])


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own way out, its pool of connections replaced by one that connects by our leave."""

    def __init__(self, backend: GuardedBackend, certificates: ssl.SSLContext) -> None:
        super().__init__(verify=certificates, trust_env=False, http2=True)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=certificates,
            max_connections=None,  # how many there are at once is told by `hosts.Pacing`
            max_keepalive_connections=1,
            keepalive_expiry=_KEPT_SECONDS,
            http1=True,
            http2=True,
            network_backend=backend,
        )

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way. A request counts from when it is asked, a connection only once it sends."""
        return not self._pool._requests


class _WayBySite(httpx.AsyncBaseTransport):
    """A way out for each site, and with it a connection that stays open from one of its pages to the next.

    httpx's own looks through all connections at every request: there, only few could be kept, and with more sites than
    that each would be closed just before its site's next turn. Of ours, those used last are kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._backend = GuardedBackend(settings.allowed_hosts, settings.host_addresses)
        self._certificates = httpx.create_ssl_context(trust_env=False)
        self._ways: dict[tuple[bytes, bytes, int | None], _GuardedTransport] = {}  # the one used last at the end

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """What the site answers. Raises what httpx raises, and PrivateAddressError."""
        site = request.url.raw_scheme, request.url.raw_host, request.url.port
        if site not in self._ways:
            await self._make_room()
        # No await from here to where the pool has its request: at each, an idle way may be closed.
        way = self._ways.pop(site, None) or _GuardedTransport(self._backend, self._certificates)
        self._ways[site] = way
        return await way.handle_async_request(request)

    async def aclose(self) -> None:
        """Nothing; every connection is closed."""
        while self._ways:
            _, way = self._ways.popitem()
            await way.aclose()

    async def _make_room(self) -> None:
        """Nothing; there is room for one more, unless all are in use."""
        while len(self._ways) >= _MOST_KEPT:
            site = next((site for site, way in self._ways.items() if way.is_idle), None)
            if site is None:
                return
            await self._ways.pop(site).aclose()


def way_out(settings: Settings) -> httpx.AsyncBaseTransport:
    """What requests leave by: the guard; or the user's proxy, which then looks names up, and has to refuse itself."""
    proxy = settings.proxy.get_secret_value()
    if proxy:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=settings.concurrency)
        return httpx.AsyncHTTPTransport(trust_env=False, http2=True, limits=limits, proxy=proxy)
    return _WayBySite(settings)


def refuse_stated(host: str, settings: Settings) -> None:
    """Nothing, or PrivateAddressError where an address itself names a private one, in whatever form a system reads.

    What the guard finds out by itself; a proxy gets it told.
    """
    address = "127.0.0.1" if f".{host.rstrip('.').lower()}".endswith(".localhost") else host  # RFC 6761, section 6.3
    with suppress(OSError, UnicodeError):  # of the forms that C libraries read: 127.1, 0x7f.1, 2130706433
        address = socket.inet_ntoa(socket.inet_aton(address.rstrip(".")))
    is_number = ":" in address or address.replace(".", "").isdigit()
    is_allowed = is_listed(host, (*settings.allowed_hosts, *settings.host_addresses))
    if is_number and not is_allowed and (meaning := not_public(address)):
        raise PrivateAddressError(host, address, meaning)


def _alternating(addresses: Sequence[str]) -> list[str]:
    """The addresses, each once, IPv6 and IPv4 in turn, as the system prefers them otherwise."""
    unlike = [[one for one in dict.fromkeys(addresses) if (":" in one) is is_newer] for is_newer in (True, False)]
    if addresses and ":" not in addresses[0]:
        unlike.reverse()
    return [one for one in chain.from_iterable(zip_longest(*unlike)) if one]


async def _first(connect: _Connect, destinations: Sequence[Endpoint]) -> httpcore.AsyncNetworkStream:
    """The first connection that can be made; each next one is tried as soon as the one before fails or is slow."""
    waiting, running = list(destinations), set[asyncio.Task[httpcore.AsyncNetworkStream]]()
    failure: BaseException = httpcore.ConnectError("the name has no address")
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.create_task(connect(waiting.pop(0))))
            patience = _NEXT_AFTER_SECONDS if waiting else None
            done, running = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            made = [task for task in done if task.exception() is None]
            if made:
                running |= set(made[1:])
                return made[0].result()
            failure = next((error for task in done if (error := task.exception())), failure)
        raise failure
    finally:
        await _given_up(running)


async def _given_up(tasks: Iterable[asyncio.Task[httpcore.AsyncNetworkStream]]) -> None:
    """Nothing; attempts that lost are stopped, and connections that came too late are closed."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if not isinstance(outcome, BaseException):
            await outcome.aclose()
