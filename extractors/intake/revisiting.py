"""When the page of an article is visited again, and which of the visits that are due are made now.

Premises: four of five changes come within the first day, so that the pauses grow; what was changed once is more likely
to be changed again. An article that was published some time before it was first seen has part of its changes behind
it, and starts with a longer pause. Old articles, and what a feed held at its first poll, are not visited. The error
preferred is a change that is missed, not a site that is asked too often.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from extractors.intake.addresses import canonical_address, host_of, without_credentials
from extractors.records import Article, FeedEntry, Fetch, Outcome, PageVisit, PendingEntry, Precision
from extractors.records.ids import mint

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (30, 120, 360, 1440, 4320))
"""How long after one visit the next one comes, from the first to the last."""

_OLDEST = timedelta(days=7)  # when first seen
_LATEST = timedelta(days=1)  # after the horizon
_LONGEST_ASKED = timedelta(days=7)
_GONE_FOR_GOOD = "http 410"
_NOT_FOUND = "http 404"


def first_visit(
    article: Article, entry: PendingEntry, fetch: Fetch, *, now: datetime, revisit_days: float
) -> PageVisit | None:
    """The visit that a new article waits for, or None: too old, of a feed's first poll, or not read from its page."""
    address = without_credentials(entry.entry.address or entry.address)
    host = host_of(address)
    is_page = fetch.problem is None and fetch.outcome is Outcome.FETCHED
    if not is_page or article.is_backlog or not host:
        return None
    is_exact = article.published.precision is Precision.SECOND
    visit = PageVisit(
        article_id=article.article_id,
        address=address,
        feed_id=entry.feed_id,
        host=host,
        first_seen_at=article.seen_at,
        published_at=article.published.at if is_exact else None,
        etag=fetch.etag,
        last_modified=fetch.last_modified,
        body_sha256=fetch.body_sha256,
    )
    day = article.published.at
    if day is not None and article.seen_at - day > _OLDEST:
        return None
    planned = _planned(visit, now, PAUSES[_start(visit)], revisit_days)
    return planned if planned.next_visit_at else None


def after_visit(visit: PageVisit, fetch: Fetch, *, is_changed: bool, now: datetime, revisit_days: float) -> PageVisit:
    """The visit after it was made, with the time of the next one, None where it was the last.

    A change brings the next visit nearer. A request that failed is made again soon and counts for nothing; what is
    refused or gone is not asked for again. A page that is not found is gone when it is not found twice in a row.
    """
    problem = fetch.problem
    if is_gone(visit, fetch) or fetch.outcome is Outcome.REFUSED:
        return replace(visit, next_visit_at=None, problem_kind=problem.kind if problem else None)
    if fetch.outcome in (Outcome.FAILED, Outcome.GONE):
        failed = replace(visit, problem_kind=problem.kind if problem else None)
        at = now + max(PAUSES[0], _asked(fetch.retry_after))
        return replace(failed, next_visit_at=at if at <= _horizon(visit, revisit_days) else None)
    is_new = fetch.outcome is Outcome.FETCHED
    visited = replace(
        visit,
        count_visits=visit.count_visits + 1,
        etag=fetch.etag if is_new else fetch.etag or visit.etag,
        last_modified=fetch.last_modified if is_new else fetch.last_modified or visit.last_modified,
        body_sha256=fetch.body_sha256 or visit.body_sha256,
        last_changed_at=now if is_changed else visit.last_changed_at,
        problem_kind=problem.kind if problem else None,
    )
    step = _start(visit) + visited.count_visits - (1 if is_changed else 0)
    if step >= len(PAUSES):
        return replace(visited, next_visit_at=None)
    return _planned(visited, now, PAUSES[step], revisit_days)


def is_gone(visit: PageVisit, fetch: Fetch) -> bool:
    """Whether the visit found that the page is there no longer: 410, or not found as the time before."""
    kind = fetch.problem.kind if fetch.problem else None
    return kind == _GONE_FOR_GOOD or (kind == _NOT_FOUND and visit.problem_kind == _NOT_FOUND)


def _start(visit: PageVisit) -> int:
    """Which pause comes first: the longest that is no longer than the article was out when it was first seen."""
    age = visit.first_seen_at - _born(visit)
    return max((step for step, pause in enumerate(PAUSES) if pause <= age), default=0)


def _born(visit: PageVisit) -> datetime:
    return min(visit.published_at or visit.first_seen_at, visit.first_seen_at)


def _planned(visit: PageVisit, now: datetime, pause: timedelta, revisit_days: float) -> PageVisit:
    """The visit with its next time, which is the horizon where only that cuts the pause short, and not to half."""
    horizon = _horizon(visit, revisit_days)
    at = now + pause
    if at > horizon:
        return replace(visit, next_visit_at=horizon if horizon - now > pause / 2 else None)
    return replace(visit, next_visit_at=at)


def _horizon(visit: PageVisit, revisit_days: float) -> datetime:
    return _born(visit) + timedelta(days=revisit_days)


def _asked(retry_after: float | None) -> timedelta:
    return min(timedelta(seconds=max(retry_after or 0.0, 0.0)), _LONGEST_ASKED)


# --- which of them now ------------------------------------------------------------------------------------------------


def due_visits(
    visits: Iterable[PageVisit], now: datetime, *, per_host: int, in_all: int, revisit_days: float
) -> tuple[PageVisit, ...]:
    """The visits to make now, the most promising first: of what was changed before, then of the youngest.

    At most `per_host` at one host and `in_all` over all. Whose time is over is not among them: see `is_expired`.
    """
    due = [v for v in visits if v.next_visit_at and v.next_visit_at <= now and not is_expired(v, now, revisit_days)]
    asked: Counter[str] = Counter()
    chosen: list[PageVisit] = []
    for visit in sorted(due, key=_promise):
        if len(chosen) < in_all and asked[visit.host] < per_host:
            asked[visit.host] += 1
            chosen.append(visit)
    return tuple(chosen)


def _promise(visit: PageVisit) -> tuple[bool, float, str]:
    return visit.last_changed_at is None, -_born(visit).timestamp(), visit.article_id


def is_expired(visit: PageVisit, now: datetime, revisit_days: float) -> bool:
    """Whether the visit waited for a turn, or for the program, until its article was too old, by more than a day."""
    return now > _horizon(visit, revisit_days) + _LATEST


def visited_entry(visit: PageVisit) -> PendingEntry:
    """The entry that stands for a page that comes again: its article is known, and so is what its feed said of it."""
    address = canonical_address(visit.address) or visit.address
    return PendingEntry(
        entry_id=mint("e", address),
        feed_id=visit.feed_id,
        address=address,
        entry=FeedEntry(visit.address),
        first_seen_at=visit.first_seen_at,
        is_backlog=False,
        article_id=visit.article_id,
    )
