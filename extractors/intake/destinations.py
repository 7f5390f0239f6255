"""Where a request may go: to addresses of the public internet, and to no others unless their user allows them.

A feed, a redirect and a name server are all in a stranger's hands. What they lead to may be this machine, its network,
or the service that hands out a cloud machine's passwords. The error preferred is to refuse: who means such an address
can allow it by name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# The special-purpose address registries of IANA (RFC 6890 and its successors), but for what is reachable by anybody;
# written down here because `ipaddress` judges differently in different versions of Python.
_NOT_PUBLIC_4 = {
    ip_network(network): what
    for network, what in (
        ("0.0.0.0/8", "this machine"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "the network of a provider"),
        ("127.0.0.0/8", "this machine"),
        ("168.63.129.16/32", "a cloud's own service"),  # public in form; Azure's machines reach their host by it
        ("169.254.0.0/16", "this link, where clouds keep passwords"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "protocols' own network"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "relays of another protocol"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "measurements"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "many at once"),
        ("240.0.0.0/4", "nobody"),
    )
}
_PUBLIC_6 = ip_network("2000::/3")  # all that was ever given out
_NOT_PUBLIC_6 = {
    ip_network(network): what
    for network, what in (
        ("::/128", "this machine"),
        ("::1/128", "this machine"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "this link"),
        ("fec0::/10", "a private network"),
        ("ff00::/8", "many at once"),
        ("2001::/23", "protocols' own network"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
    )
}
# Of these the last four bytes are an address of the older kind: mapped, compatible, translated (SIIT, NAT64).
_HOLD_OLDER = tuple(map(ip_network, ("::ffff:0:0/96", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
_ISATAP = (0x00005EFE, 0x02005EFE)  # before an address of the older kind, in the half that a machine chooses

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address to connect to; its port where it is another than the one asked for."""

    address: str
    port: int | None = None


def not_public(address: str) -> str | None:
    """What an IP address stands for, in words, where it is none of the public internet; else None.

    An address of the newer kind that carries one of the older kind is no better than that one. What is no IP address
    at all is not public either.
    """
    try:
        parsed = ip_address(address.partition("%")[0])  # a zone after a percent sign is this machine's own matter
    except ValueError:
        return "no address"
    whole = _own_meaning(parsed)
    inner = (_own_meaning(carried) for carried in _carried(parsed))
    return next((meaning for meaning in (whole, *inner) if meaning), None)


def _own_meaning(address: Address) -> str | None:
    """What the address stands for by itself, where it is not public."""
    if isinstance(address, IPv4Address):
        return next((what for network, what in _NOT_PUBLIC_4.items() if address in network), None)
    for network, what in _NOT_PUBLIC_6.items():
        if address in network and not address.teredo:
            return what
    if address in _PUBLIC_6 or any(address in network for network in _HOLD_OLDER):
        return None
    return "nobody"


def _carried(address: Address) -> Iterator[IPv4Address]:
    """The addresses of the older kind to which this one leads."""
    if isinstance(address, IPv4Address):
        return
    number = int(address)
    if any(address in network for network in _HOLD_OLDER) or number >> 32 & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(number & 0xFFFFFFFF)
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo


# --- what its user says of it -----------------------------------------------------------------------------------------


def is_listed(host: str, listed: Iterable[str]) -> bool:
    """Whether a host, as an address of the web names it, is among the listed: names, `*.example.org`, IP addresses.

    What counts is what the address says, not what a name leads to: to list 10.0.0.5 allows `http://10.0.0.5/`, and not
    the name of a stranger that leads there.
    """
    return any(_is_meant(_plain_host(host), _plain_host(pattern)) for pattern in listed)


def stated_endpoint(host: str, stated: Mapping[str, str]) -> Endpoint | None:
    """Where a host is by the user's own word, `10.0.0.5`, `127.0.0.1:8080` or `[::1]:8080`; None where he gives none.

    An exact name counts more than `*.example.org`, and of two of these the longer one.
    """
    meant = [pattern for pattern in stated if _is_meant(_plain_host(host), _plain_host(pattern))]
    if not meant:
        return None
    return endpoint(stated[max(meant, key=lambda pattern: (not pattern.startswith("*"), len(pattern)))])


def endpoint(text: str) -> Endpoint:
    """The IP address, and the port where there is one, of `10.0.0.5:8080`. Raises ValueError where it is none."""
    bare = text.strip()
    if bare.startswith("["):
        address, _, rest = bare[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        address, port = (bare, "") if bare.count(":") > 1 else (bare.partition(":")[0], bare.partition(":")[2])
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{text!r} has no port that can be")
    return Endpoint(str(ip_address(address)), int(port) if port else None)


def _plain_host(host: str) -> str:
    """The host in one form: lower case, no brackets, no final dot, an IPv6 address as it is written shortest."""
    plain = host.strip().lower().removeprefix("[").removesuffix("]").rstrip(".")
    try:
        return str(ip_address(plain))
    except ValueError:
        return plain


def _is_meant(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) >= len(pattern)
    return bool(pattern) and host == pattern
