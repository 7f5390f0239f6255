"""A feed that moved for good, and where to ask for it from then on.

Premises: a permanent redirect (301, 308) is believed when every hop to the new address was one, when what came in the
end was a feed, and when two good polls in a row say the same: a hotel's network, or a site's bad hour, redirects too,
but neither twice in a row to the same working feed. What fails at the new address (gone, no feed, failures without
end) sends us back to the listed one. The feed stays the one that is listed: its id and its history.
"""

from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from extractors.intake.addresses import without_credentials
from extractors.records import FeedState, Fetch


def with_move(state: FeedState, fetch: Fetch) -> FeedState:
    """The state after a poll that brought a feed, or one that is unchanged: a move that was said twice is followed."""
    if fetch.moved_to is None:
        return replace(state, moving_to=None)
    if fetch.moved_to != state.moving_to:
        return replace(state, moving_to=fetch.moved_to)
    is_back = fetch.moved_to == without_credentials(state.address)
    return replace(state, moved_to=None if is_back else fetch.moved_to, moving_to=None)


def asked_address(state: FeedState) -> str:
    """The address to ask: where the feed moved to, else the listed one.

    The listed one's credentials go along to another path of the same server only.
    """
    if state.moved_to is None:
        return state.address
    listed, moved = urlsplit(state.address), urlsplit(state.moved_to)
    login, at, host = listed.netloc.rpartition("@")
    if not at or (listed.scheme.lower(), host.lower()) != (moved.scheme.lower(), moved.netloc.lower()):
        return state.moved_to
    return urlunsplit(moved._replace(netloc=f"{login}@{moved.netloc}"))
