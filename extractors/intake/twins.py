"""The same feed under two addresses: polled once, under the one that is listed first.

Premises: two feeds are one where both were read and end at the same address, or gave the same bytes, or name the same
address as their own (`rel=self`) and hold the same entries; an empty feed is like every other and like none. Prefers
two polls of one feed to one feed that is lost. A feed that is not polled for another's sake is polled again as soon
as that one is no longer watched, or fails, and once a day: what was the same in a site's bad hour, or said to be by
somebody else's feed, is two feeds again. Its entries stay.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from extractors.intake.addresses import without_credentials
from extractors.records import FeedState, Fetch

_BELIEVED_FOR = timedelta(days=1)
_Sign = tuple[str, ...]


def is_covered(state: FeedState, watched: dict[str, FeedState], now: datetime) -> bool:
    """Whether another feed, watched and well, is polled instead of this one."""
    other = watched.get(state.same_as) if state.same_as else None
    if other is None or other.state != "fine" or other.same_as is not None:
        return False
    return state.last_polled_at is None or now - state.last_polled_at < _BELIEVED_FOR


def with_twins(
    after: Sequence[FeedState], fetches: Iterable[Fetch], watched: Iterable[FeedState], listed: Sequence[str]
) -> tuple[FeedState, ...]:
    """The polled feeds as they are `after`, and others that turn out to be the same as one of them.

    `fetches` are those polls' requests, `watched` all feeds as they were before, `listed` the ids in the list's order.
    """
    polled = {state.feed_id: state for state in after}
    others = {state.feed_id: state for state in watched if state.feed_id not in polled}
    ends = {fetch.feed_id: fetch.final_address for fetch in fetches}
    order = {feed_id: number for number, feed_id in enumerate(listed)}
    found: dict[_Sign, str] = {}
    same: dict[str, str] = {}
    candidates = [state for state in (*polled.values(), *others.values()) if _may_be_asked(state, polled)]
    for state in sorted(candidates, key=lambda one: (order.get(one.feed_id, len(order)), one.feed_id)):
        signs = tuple(_signs(state, ends.get(state.feed_id)))
        first = next((found[sign] for sign in signs if sign in found), state.feed_id)
        for sign in signs:
            found.setdefault(sign, first)
        if first != state.feed_id and (state.feed_id in polled or first in polled):
            same[state.feed_id] = first
    told = (replace(state, same_as=same.get(state.feed_id)) for state in polled.values())
    return (*told, *(replace(others[feed_id], same_as=first) for feed_id, first in same.items() if feed_id in others))


def _may_be_asked(state: FeedState, polled: dict[str, FeedState]) -> bool:
    """Whether what is known of the feed is its own, and of now."""
    return state.state == "fine" and (state.feed_id in polled or state.same_as is None)


def _signs(state: FeedState, end: str | None) -> Iterator[_Sign]:
    """What is the same in two addresses of one feed."""
    for address in {end, state.moved_to or without_credentials(state.address)} - {None}:
        yield "address", address or ""
    if state.entries_sha256 and state.body_sha256:
        yield "body", state.body_sha256
    if state.entries_sha256 and state.self_address:
        yield "self", state.self_address, state.entries_sha256
