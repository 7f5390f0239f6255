"""Addresses of pages and feeds: the canonical form that is an article's identity, and the domain it belongs to.

Premise: two addresses that differ only in fragment, credentials, default port, case of the host, order of the query or
tracking parameters show the same page. The error preferred is two addresses for one page (their texts are folded as
copies), not one address for two pages (an article would be lost). Known exceptions: sites that serve the same page
with and without `www.` or a final slash, whose redirects settle it.
"""

import re
from functools import cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from extractors.intake.markup import without_lone_surrogates
from extractors.wordlists import word_list

_SCHEMES = ("http", "https")
_LONGEST = 4000  # characters; longer ones are data in disguise
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_MARKED_TRACKER = re.compile(r"^(?:utm|at|mc|mtm|pk|itm)_")


def canonical_address(url: str) -> str | None:
    """The address that identifies the page, or None where it is no address of the web. Applied twice, it is the same.

    http://News.example:80/a//b/?utm_source=x&id=7#top becomes http://news.example/a/b/?id=7. Credentials are dropped.
    """
    parts = _split(url)
    if parts is None:
        return None
    from courlan import normalize_url  # slow to import, and the command line starts without it

    bare = SplitResult(parts.scheme.lower(), _host_and_port(parts), parts.path or "/", "", "")
    try:
        plain = urlsplit(normalize_url(bare))
    except ValueError:
        return None
    if not plain.hostname:  # a host of nothing but dots
        return None
    # A fragment that begins with an exclamation mark is a page of its own on sites that are drawn by script.
    fragment = quote(parts.fragment, safe="/%!=:,-") if parts.fragment.startswith("!") else ""
    return urlunsplit((plain.scheme, plain.netloc, plain.path or "/", _clean_query(parts.query), fragment))


def registered_domain(url: str) -> str | None:
    """The domain somebody registered (`bbc.co.uk` of `https://www.bbc.co.uk/news`), or the host where there is none."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return None
    return _domain_of_host(parts.hostname)


def without_credentials(url: str) -> str:
    """The address without user name and password. What is no address is returned without anything before an `@`."""
    try:
        parts = urlsplit(url)
        if "@" not in parts.netloc:
            return url
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return url.rpartition("@")[2]


def credentials(url: str) -> tuple[str, str] | None:
    """User name and password of the address, decoded, or None."""
    parts = _split(url)
    if parts is None or parts.username is None:
        return None
    return unquote(parts.username), unquote(parts.password or "")


def join(base: str, url: str | None) -> str | None:
    """The address that a link on the page `base` leads to, without credentials; None where it leads nowhere."""
    if not url or not url.strip():
        return None
    try:
        joined = urljoin(base, _plain(url))
    except ValueError:
        return None
    return without_credentials(joined) if _split(joined) else None


def host_of(url: str) -> str:
    """The host's name in lower case, or an empty string."""
    parts = _split(url)
    return (parts.hostname or "") if parts else ""


def _plain(url: str) -> str:
    """The address as browsers read it: no line breaks, no space around it, spaces within encoded."""
    return without_lone_surrogates(_CONTROL.sub("", url)).strip().replace(" ", "%20")


def _split(url: str) -> SplitResult | None:
    if len(url) > _LONGEST:
        return None
    try:
        parts = urlsplit(_plain(url))
        _ = parts.port  # a port that is no number is found out here
    except ValueError:
        return None
    return parts if parts.scheme.lower() in _SCHEMES and parts.hostname else None


def _host_and_port(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    is_usual = parts.port in (None, 80 if parts.scheme.lower() == "http" else 443)
    return shown if is_usual else f"{shown}:{parts.port}"


def _clean_query(query: str) -> str:
    # `?12345` names a page, too, and must not become `?12345=`
    bare = sorted(quote(piece, safe="%,.:-_~/!") for piece in query.split("&") if piece and "=" not in piece)
    named = sorted(pair for pair in parse_qsl(query) if not _is_tracking(pair[0].lower()))
    return "&".join(piece for piece in (urlencode(named), *bare) if piece)


@cache
def _is_tracking(name: str) -> bool:
    from courlan.clean import clean_query  # see canonical_address

    if name in word_list("identifying_parameters"):
        return False
    if name in word_list("tracking_parameters") or _MARKED_TRACKER.match(name):
        return True
    return not clean_query(urlencode({name: "x"}))


@cache
def _domain_of_host(host: str) -> str:
    from tld import get_tld  # reads a list of a quarter of a megabyte

    found = get_tld(f"http://{host}/", as_object=True, fail_silently=True)
    if found is not None:
        return str(getattr(found, "fld", host))
    labels = host.split(".")
    is_number = ":" in host or labels[-1].isdigit()
    return host if is_number else ".".join(labels[-2:])  # a name of an inner network: its last two labels
