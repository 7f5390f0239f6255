"""Failed requests in words: the Problem of an exception, and of a status."""

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.records import Outcome, Problem

AT_NEXT_POLL = _WAIT = "It is tried again at the next poll."
_GONE = "Take a feed off the list with onrecord feeds remove; onrecord feeds add finds others of its site."
_HEADERS_TOO_LARGE = 431  # what a server would answer to such a request, and what h11 says of such an answer
_NETWORK_DOWN = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


class PrivateAddressError(OSError):
    """A request would have gone to an address that is none of the public internet."""

    def __init__(self, host: str, address: str, meaning: str) -> None:
        super().__init__(f"{host} is at {address}: {meaning}")
        self.host, self.address, self.meaning = host, address, meaning


@dataclass(frozen=True, slots=True)
class Failure:
    """What a failed request means. `is_passing`: the same request may succeed in a moment.

    `is_host` says that it is the host that cannot be reached, so that other requests to it will fail, too.
    """

    problem: Problem
    outcome: Outcome
    is_passing: bool = False
    is_host: bool = False


def failure_of_error(thing: str, host: str, error: BaseException, seconds: float) -> Failure:
    """What an exception of a request to `host` means. `seconds` is the time it had."""
    import httpx

    causes = tuple(_causes(error))
    if isinstance(error, PrivateAddressError):
        return private_address(thing, error)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        cause = f"{host}: name not found (no network?)"
        return _failed(thing, "dns", cause, f"Check the network, then the address. {_WAIT}", is_host=True)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        said = next(cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError))
        cause = f"the certificate of {host} is not valid ({said.verify_message})"
        return _failed(thing, "tls", cause, "Check this machine's clock; else the site has to mend it.", is_host=True)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        cause = f"no encrypted connection to {host} could be made ({_short(error)})"
        return _failed(
            thing, "tls", cause, "If the site has no encryption, give its address with http://.", is_host=True
        )
    if isinstance(error, httpx.ConnectTimeout):
        cause = f"{host}: no answer in {seconds:g} s (no network?)"
        return _failed(thing, "time-out", cause, f"Check the network, then the address. {_WAIT}", is_host=True)
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        cause = f"{host} did not finish its answer within {seconds:g} seconds"
        return _failed(thing, "time-out", cause, f"{_WAIT} The time is the setting timeout_seconds.")
    numbers = {cause.errno for cause in causes if isinstance(cause, OSError)}
    if numbers & _NETWORK_DOWN:
        return _failed(thing, "no network", f"no way to {host}", f"Check the network. {_WAIT}", is_host=True)
    if errno.ECONNREFUSED in numbers:
        cause = f"{host} refused the connection"
        return _failed(thing, "refused connection", cause, f"{_WAIT} Check the address.", is_passing=True, is_host=True)
    if isinstance(error, httpx.ConnectError):
        cause = f"no connection to {host} ({_short(error)})"
        return _failed(thing, "no connection", cause, _WAIT, is_passing=True, is_host=True)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        return Failure(bad_address(thing), Outcome.REFUSED)
    if isinstance(error, httpx.ProxyError):
        cause = f"the proxy makes no connection to {host} ({_short(error)})"
        return _failed(thing, "proxy", cause, f"Look at the setting proxy, and at what the proxy logs. {_WAIT}")
    if any(getattr(cause, "error_status_hint", None) == _HEADERS_TOO_LARGE for cause in causes):
        return too_many_headers(thing)
    cause = f"the connection to {host} broke off ({_short(error)})"
    return _failed(thing, "cut connection", cause, _WAIT, is_passing=True)


def failure_of_status(thing: str, status: int, retry_after: float | None) -> Failure | None:
    """What a status means; None for one that comes with what was asked for."""
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        word = "was not found" if status == 404 else "is gone for good"
        remedy = "Check the address; it may have been withdrawn." if status == 404 else _GONE
        return Failure(Problem(thing, f"http {status}", f"it {word} ({status})", remedy), Outcome.GONE)
    if status == 429:
        return Failure(Problem(thing, "http 429", f"too many requests ({status})", _wait(retry_after)), Outcome.FAILED)
    if status >= 500 or status in (408, 425):
        kind = "asked to wait" if retry_after and status == 503 else f"http {status}"
        cause = f"the server failed ({status})" if status >= 500 else f"the server was not ready ({status})"
        return Failure(Problem(thing, kind, cause, _wait(retry_after)), Outcome.FAILED, is_passing=True)
    if status in (401, 403, 407, 451):
        cause = {451: "withheld for legal reasons"}.get(status, "the server forbids it")
        remedy = "Open it in a browser: it may need a subscription or refuse programs. It is not asked for again soon."
        return Failure(Problem(thing, f"http {status}", f"{cause} ({status})", remedy), Outcome.REFUSED)
    cause = f"an answer that is no page ({status})"
    return Failure(Problem(thing, f"http {status}", cause, "Open the address in a browser."), Outcome.REFUSED)


def bad_address(thing: str) -> Problem:
    """The Problem of an address that cannot be asked for."""
    return Problem(thing, "bad address", "not an address of the web", "Give one that begins with http:// or https://.")


def private_address(thing: str, refused: PrivateAddressError) -> Failure:
    """What it means that an address leads to this machine, its network, or a service of its cloud.

    Where a name server says so it may say otherwise tomorrow: a hotel's network, and a filter for names, answer every
    name with an address of their own, and no page is given up for that. What is written in an address stays.
    """
    where = refused.host if refused.host == refused.address else f"{refused.host} is at {refused.address}, which"
    cause = f"{where} is no address of the public internet ({refused.meaning})"
    remedy = f"It is not asked. If it is a host of your own, name {refused.host} in the setting allowed_hosts."
    outcome = Outcome.REFUSED if refused.host == refused.address else Outcome.FAILED
    return Failure(Problem(thing, "private address", cause, remedy), outcome, is_host=True)


def too_large(thing: str, limit: int) -> Failure:
    """What a body beyond the limit means."""
    cause = f"more than {limit:,} bytes when unpacked"
    remedy = "Nothing to do here, unless the setting max_bytes is too low for it."
    return Failure(Problem(thing, "too large", cause, remedy), Outcome.REFUSED)


def too_many_headers(thing: str, limit: int | None = None) -> Failure:
    """What it means that there is more before the body than any site needs."""
    cause = f"more than {limit} header lines" if limit else "headers larger than any site needs"
    return Failure(Problem(thing, "too large", cause, "Nothing to do here; it is not read."), Outcome.REFUSED)


def packed_too_well(thing: str) -> Failure:
    """What a body means that unpacks to hundreds of times its size: no text does."""
    cause = "a few bytes that unpack to megabytes, as no page or feed does"
    return Failure(Problem(thing, "packing bomb", cause, "Nothing to do here; it is not read."), Outcome.REFUSED)


def badly_packed(thing: str, encoding: str) -> Failure:
    """What a body means that cannot be unpacked."""
    cause = f"the body cannot be unpacked (Content-Encoding {encoding[:40]!r})"
    return Failure(Problem(thing, "packing", cause, _WAIT), Outcome.FAILED)


def redirect_loop(thing: str, chain: list[str]) -> Failure:
    """What a chain of redirects means that comes back to where it was."""
    cause = "its redirects go in a circle: " + " to ".join(chain[-4:])
    return Failure(Problem(thing, "redirect loop", cause, "Open it in a browser and list the final address."), _REFUSED)


def too_many_redirects(thing: str, chain: list[str]) -> Failure:
    """What a chain of redirects means that is longer than the limit."""
    cause = f"more than {len(chain) - 1} redirects, the last to {chain[-1]}"
    remedy = "Open it in a browser and list the final address, or raise the setting max_redirects."
    return Failure(Problem(thing, "too many redirects", cause, remedy), _REFUSED)


def bad_redirect(thing: str, status: int) -> Failure:
    """What a redirect means that leads nowhere."""
    cause = f"a redirect ({status}) that leads to no address of the web"
    return Failure(Problem(thing, "bad redirect", cause, "Open it in a browser."), _REFUSED)


def refused_by_robots(thing: str, host: str) -> Failure:
    """What a robots.txt means that disallows the address."""
    cause = f"the robots.txt of {host} asks programs not to fetch it"
    remedy = "Ask the publisher for leave or another feed; it is not fetched."
    return Failure(Problem(thing, "robots", cause, remedy), _REFUSED)


def robots_unreadable(thing: str, host: str, why: str) -> Failure:
    """What it means that nobody knows what robots.txt says."""
    cause = f"the robots.txt of {host} could not be read: {why}"
    return Failure(Problem(thing, "robots unreadable", cause, _WAIT), Outcome.FAILED)


HOST_FULL = "host full"
"""The kind of Problem of what was not asked for, because its host was asked often enough in this run."""


def host_full(thing: str, host: str, most: int) -> Failure:
    """What it means that a host was asked as often in this run as the settings allow."""
    cause = f"{host} was asked {most} times in this cycle"
    remedy = "What waits is fetched in the next one; the number is the setting host_requests."
    return _failed(thing, HOST_FULL, cause, remedy)


_REFUSED = Outcome.REFUSED


def _failed(
    thing: str, kind: str, cause: str, remedy: str, *, is_passing: bool = False, is_host: bool = False
) -> Failure:
    return Failure(Problem(thing, kind, cause, remedy), Outcome.FAILED, is_passing=is_passing, is_host=is_host)


def _wait(retry_after: float | None) -> str:
    if not retry_after:
        return _WAIT
    minutes = retry_after / 60
    how_long = f"{retry_after:.0f} seconds" if minutes < 2 else f"{minutes:.0f} minutes"
    return f"It asks us to wait {how_long}, and it is not asked before."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and all that led to it, groups included."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
