"""Which feeds to ask now, how they are afterwards, which of their entries are new, and what becomes of each.

All of it is decided from old state, what came, and `now`; nothing here waits or asks. A feed's pause is told in
`rhythm`, its move in `moves`, who is who in `twins`, the speed of its server in `slowness`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from extractors.intake.addresses import canonical_address, without_credentials
from extractors.intake.moves import with_move
from extractors.intake.rhythm import Bounds, after_skipped, is_skipped, learnt, pause_after_failure, pause_after_success
from extractors.intake.slowness import with_answer
from extractors.intake.twins import is_covered
from extractors.records import Article, FeedEntry, FeedState, Fetch, Outcome, ParsedFeed, PendingEntry, Problem
from extractors.records.ids import mint, text_sha256

FINE = "fine"
"""The state of a feed that was read the last time it was asked; it may have a problem to note all the same."""

_LONGEST_PAUSE = timedelta(days=1)  # of an entry's page
_SLACK = timedelta(seconds=20)  # a cycle that begins a little early must not make a feed wait for another whole one
_OVERDUE = timedelta(days=3)  # longer than a weekend, on which many feeds rest
_LONGEST_ASKED = timedelta(days=7)  # a server that asks for more has a mistake in its clock
_GONE_AFTER = 5  # answers "not found" in a row: a feed is not gone because its site is being rebuilt
_GONE_PAUSE = timedelta(days=7)
_FIRST_ENTRY_PAUSE = timedelta(minutes=5)
_ASKED_TO_WAIT = ("http 429", "asked to wait")
_BLOCKED = ("http 401", "http 403", "http 407", "http 451", "robots", "private address", *_ASKED_TO_WAIT)

Poll = tuple[FeedState, Fetch, ParsedFeed | Problem | None, float | None]
"""One poll: the state before, the request, what was read (None where nothing came), the wait asked for in seconds."""


def due_feeds(states: Iterable[FeedState], now: datetime, *, is_manual: bool = False) -> tuple[FeedState, ...]:
    """The feeds to poll now, the longest waiting first. `states` are all that are watched.

    `is_manual` is for a person who asks now: all are polled but those that are gone, that ask not to be polled at this
    hour, whose server has asked us to wait, and those that are polled under another address.
    """
    watched = {state.feed_id: state for state in states}
    due = [
        state for state in watched.values() if _is_due(state, now, is_manual) and not is_covered(state, watched, now)
    ]
    return tuple(sorted(due, key=lambda state: (_waiting_since(state), state.feed_id)))


def _is_due(state: FeedState, now: datetime, is_manual: bool) -> bool:
    if (state.wait_until and now < state.wait_until) or (is_skipped(state, now) and not _is_overdue(state, now)):
        return False
    if state.next_poll_at is None:
        return state.state != "gone"
    if now >= state.next_poll_at - _SLACK:
        return True
    if not is_manual or state.state == "gone":
        return False
    return state.last_problem is None or state.last_problem.kind not in _ASKED_TO_WAIT


def _is_overdue(state: FeedState, now: datetime) -> bool:
    """Whether nobody came at the hours that the feed leaves, as where a cycle is run by hand at the same hour each day.

    A feed that is polled at an hour of its rest, once in a while, is better than one that is never polled.
    """
    return state.next_poll_at is not None and now - state.next_poll_at >= _OVERDUE


def _waiting_since(state: FeedState) -> float:
    return state.last_polled_at.timestamp() if state.last_polled_at else 0.0


def after_poll(
    state: FeedState,
    fetch: Fetch,
    feed: ParsedFeed | Problem | None,
    *,
    now: datetime,
    poll_minutes: float,
    retry_after: float | None,
    poll_hours_longest: float = 24.0,
    timeout_seconds: float = 20.0,
    count_new: int | None = None,
) -> FeedState:
    """The feed's state after a poll. `feed` is None where nothing new came: unchanged, or the request failed.

    Its address is without credentials: what is returned may be stored and shown. `count_new` is how many of its entries
    nobody had brought before, where that is known.
    """
    bounds = Bounds(timedelta(minutes=poll_minutes), timedelta(hours=poll_hours_longest))
    polled = replace(
        state,
        address=without_credentials(state.address),
        first_polled_at=state.first_polled_at or now,
        last_polled_at=now,
        wait_until=now + _asked(retry_after) if retry_after else None,
        same_as=None,
    )
    problem = fetch.problem or (feed if isinstance(feed, Problem) else None)
    if problem is not None:
        return _after_failure(polled, problem, now, bounds, retry_after)
    fine = with_answer(with_move(polled, fetch), fetch, timeout_seconds)
    fresh = min(timedelta(seconds=fetch.max_age), bounds.longest) if fetch.max_age else None
    fine = replace(fine, state=FINE, last_success_at=now, count_failures=0, fresh_until=now + fresh if fresh else None)
    if isinstance(feed, ParsedFeed):
        fine = _with_feed(fine, fetch, feed, now, count_new)
    elif state.count_failures:
        fine = replace(fine, last_problem=None)
    if fine.last_new_at is None:  # a feed that an earlier version has read, and that is unchanged since
        fine = replace(fine, last_new_at=now)
    pause = max(pause_after_success(fine, now, bounds), _asked(retry_after))
    return replace(fine, next_poll_at=after_skipped(fine, now + pause))


def _with_feed(state: FeedState, fetch: Fetch, feed: ParsedFeed, now: datetime, count_new: int | None) -> FeedState:
    """The state with what the feed says of itself, and what its entries say of it."""
    gap, last_new_at = learnt(state, feed, now, count_new)
    addresses = "\n".join(entry.address or entry.external_id or "" for entry in feed.entries)
    return replace(
        state,
        title=feed.title or state.title,
        etag=fetch.etag,
        last_modified=fetch.last_modified,
        body_sha256=fetch.body_sha256,
        last_problem=feed.problems[0] if feed.problems else None,
        ttl_minutes=feed.ttl_minutes,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        publishes_every_minutes=gap,
        last_new_at=last_new_at,
        self_address=feed.self_address,
        entries_sha256=text_sha256(addresses) if feed.entries else None,
    )


def _after_failure(
    state: FeedState, problem: Problem, now: datetime, bounds: Bounds, retry_after: float | None
) -> FeedState:
    failures = state.count_failures + 1
    word = _state_word(problem.kind, failures)
    if state.moved_to and (word in ("gone", "broken") or problem.kind == "http 404" or failures >= _GONE_AFTER):
        # what it moved to is no more: the listed address is asked again
        state, word = replace(state, moved_to=None, moving_to=None), "broken" if word == "broken" else "unreachable"
    pause = max(pause_after_failure(failures, state.feed_id, bounds), _asked(retry_after))
    next_poll_at: datetime | None = after_skipped(state, now + pause)
    if word == "gone":
        # 410 is for good; a feed that was not found is asked for once a week, in case it is back
        next_poll_at = None if problem.kind == "http 410" else now + _GONE_PAUSE
    return replace(state, state=word, next_poll_at=next_poll_at, count_failures=failures, last_problem=problem)


def _state_word(kind: str, failures: int) -> str:
    if kind == "http 410" or (kind == "http 404" and failures >= _GONE_AFTER):
        return "gone"
    if kind in _BLOCKED:
        return "blocked"
    return "broken" if kind in BROKEN_KINDS else "unreachable"


BROKEN_KINDS = frozenset(
    {
        *("html", "not xml", "not a feed", "empty feed", "encoding", "too deep", "nested entities"),
        *("parser hung", "parser crashed", "too large", "packing", "packing bomb"),
    }
)
"""Kinds of Problem that say: something came, and it is no feed."""


def _asked(retry_after: float | None) -> timedelta:
    return min(timedelta(seconds=max(retry_after or 0.0, 0.0)), _LONGEST_ASKED)


# --- entries ----------------------------------------------------------------------------------------------------------


def new_entries(
    state: FeedState, parsed: ParsedFeed, known: Collection[str], now: datetime, first_poll_is_known: bool
) -> tuple[PendingEntry, ...]:
    """The entries whose pages are to be fetched: each canonical address once, none that is in `known`.

    `known` holds canonical addresses; `state` is the one before the poll. An entry's id follows from its canonical
    address, so that the same entry in five feeds is one page.
    """
    is_backlog = first_poll_is_known and state.last_success_at is None
    found: dict[str, PendingEntry] = {}
    for entry in parsed.entries:
        address = canonical_address(entry.address) if entry.address else None
        if address and address not in known and address not in found:
            found[address] = _pending(state, address, entry, now, is_backlog)
    return tuple(found.values())


def new_entries_of_all(
    polls: Sequence[Poll], known: Collection[str], now: datetime, first_poll_is_known: bool
) -> tuple[PendingEntry, ...]:
    """The new entries of several polls, each page once, whatever the order of the polls.

    An entry that one feed holds at its first poll, and another one brings as news, is news.
    """
    found: dict[str, PendingEntry] = {}
    for state, _fetch, parsed, _retry_after in sorted(polls, key=lambda poll: poll[0].feed_id):
        if isinstance(parsed, ParsedFeed):
            for entry in new_entries(state, parsed, known, now, first_poll_is_known):
                earlier = found.get(entry.address)
                if earlier is None or (earlier.is_backlog and not entry.is_backlog):
                    found[entry.address] = entry
    return tuple(sorted(found.values(), key=lambda entry: (entry.feed_id, entry.address)))


def entry_addresses(polls: Sequence[Poll]) -> frozenset[str]:
    """The canonical addresses of all entries that came: what to look up in the warehouse before `new_entries`."""
    came = (
        canonical_address(entry.address)
        for _state, _fetch, parsed, _retry_after in polls
        if isinstance(parsed, ParsedFeed)
        for entry in parsed.entries
        if entry.address
    )
    return frozenset(address for address in came if address)


def count_new_entries(parsed: ParsedFeed | Problem | None, known: Collection[str]) -> int | None:
    """How many of a feed's entries nobody had brought before; None where nothing came."""
    if not isinstance(parsed, ParsedFeed):
        return None
    addresses = {canonical_address(entry.address) for entry in parsed.entries if entry.address}
    return len(addresses - {None} - set(known))


def _pending(state: FeedState, address: str, entry: FeedEntry, now: datetime, is_backlog: bool) -> PendingEntry:
    return PendingEntry(
        entry_id=mint("e", address),
        feed_id=state.feed_id,
        address=address,
        entry=entry,
        first_seen_at=now,
        is_backlog=is_backlog,
    )


def after_attempt(
    entry: PendingEntry, outcome: Article | Problem, fetch: Fetch, *, now: datetime, max_attempts: int
) -> PendingEntry:
    """The entry after a try to fetch its page: done, failed for good, or pending with the time of its next try.

    What was refused, is gone, or came and held no article, is not asked for again. A problem of the request is kept
    beside an article that was made all the same, from the feed's own text.
    """
    tried = replace(entry, count_attempts=entry.count_attempts + 1, next_attempt_at=None)
    if isinstance(outcome, Article):
        return replace(tried, state="done", article_id=outcome.article_id, problem=fetch.problem)
    if fetch.outcome is not Outcome.FAILED or tried.count_attempts >= max_attempts:
        return replace(tried, state="failed", problem=outcome)
    backed_off = min(_FIRST_ENTRY_PAUSE * 4 ** min(entry.count_attempts, 10), _LONGEST_PAUSE)
    return replace(tried, next_attempt_at=now + max(backed_off, _asked(fetch.retry_after)), problem=outcome)


# --- credentials ------------------------------------------------------------------------------------------------------


def with_listed_addresses(states: Iterable[FeedState], listed: Iterable[FeedState]) -> tuple[FeedState, ...]:
    """The stored states with the addresses of the feeds' list, which may hold credentials: for requests only."""
    addresses = {feed.feed_id: feed.address for feed in listed}
    return tuple(replace(state, address=addresses.get(state.feed_id, state.address)) for state in states)


def storable(states: Iterable[FeedState]) -> tuple[FeedState, ...]:
    """The states with addresses that may be stored and shown."""
    return tuple(replace(state, address=without_credentials(state.address)) for state in states)
