"""What the doctor says of the way out to the web: a proxy, and private hosts that may be asked."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flows.cli.doctor import Finding, State
from flows.settings import Settings


def way_out(settings: Settings) -> Iterator[Finding]:
    """Who keeps requests out of private networks, and what was exempted. Nothing is asked."""
    if proxy := settings.proxy.get_secret_value():
        parts = urlsplit(proxy)
        said = f"feeds and pages are asked for through {parts.hostname}: that no request reaches a private network is "
        said += "then the proxy's to see to, which looks the names up"
        yield Finding("settings", "proxy", State.NOTE, said, "Let the proxy refuse private and link-local addresses.")
    allowed = [*settings.allowed_hosts, *settings.host_addresses]
    if allowed:
        said = f"{', '.join(allowed)}: may be asked though they are private, also by links in a stranger's feed"
        yield Finding("settings", "allowed hosts", State.NOTE, said)
