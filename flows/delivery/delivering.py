"""Delivering: what is due to its channels, all of them side by side, each in order, at least once.

Before and after each message a record for each of its alerts is forced into the journal. So a message that was sent,
but not recorded in the warehouse because we were killed, is recorded the next time and not sent again; only one that
was cut off between sending and the journal may arrive twice, with the same alert ids.
"""

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from extractors.decisions.deliveries import (
    DELIVERED,
    GIVEN_UP,
    DeliveryPolicy,
    after_delivery,
    after_sending,
    fold_late,
    is_left,
    short_pause,
)
from extractors.messages.escaping import Target
from extractors.messages.messages import Message, message, notice_message, parts
from extractors.messages.templates import Templates
from extractors.records import ChannelState, DeliveryResult, DueDelivery, DueNotice, Problem, SendFailure
from flows.delivery.channels import Channels
from flows.delivery.journal import Journal

_SENDING = "sending"
_KEEP_SECONDS = 5.0  # what was sent to a slow channel is recorded that often

_OUR_OWN = (Target.LINE, Target.BRIEF)  # a file and a terminal take any number of messages

_log = logging.getLogger(__name__)

Due = DueDelivery | DueNotice


@dataclass(frozen=True, slots=True)
class PostOffice:
    """What it takes to send: the channels, the journal, the words, how long to try, and the time."""

    channels: Channels
    journal: Journal
    policy: DeliveryPolicy
    clock: Callable[[], datetime]
    templates: Templates = field(default_factory=Templates)


@dataclass(frozen=True, slots=True)
class ChannelRun:
    """What one run did for one channel. `left` says why the rest, `count_left` of it, waits for the next run."""

    channel: str
    results: tuple[DeliveryResult, ...]
    state: ChannelState
    count_left: int = 0
    left: str | None = None


def deliver_due(
    due: Sequence[Due],
    states: Mapping[str, ChannelState],
    office: PostOffice,
    *,
    keep: Callable[[Sequence[DeliveryResult]], None],
    a_batch: int,
    seconds: float,
) -> tuple[ChannelRun, ...]:
    """What became of all that is due, by channel: channels side by side, each in the order given.

    `keep` records results, in this thread, a batch at a time. No message is begun after so many `seconds`, nor to a
    channel that fails (`is_left`): the rest stays due. Raises JournalError where the journal cannot be written;
    nothing is sent without it.
    """
    known = delivered(office.journal, {(_id(one), one.channel) for one in due})
    by_channel: dict[str, list[Due]] = {}
    for one in due:
        by_channel.setdefault(one.channel, []).append(one)
    said: queue.SimpleQueue[DeliveryResult | ChannelRun | BaseException] = queue.SimpleQueue()
    over = threading.Event()
    deadline = time.monotonic() + seconds
    for name, waiting in by_channel.items():
        worker = _Worker(waiting, states.get(name, ChannelState(name)), office, known, said, over, deadline)
        threading.Thread(target=worker.run, name=f"delivering to {name}", daemon=True).start()
    try:
        return _gathered(said, len(by_channel), keep, a_batch)
    finally:
        over.set()  # whatever happened here: nothing more is begun


def _gathered(
    said: "queue.SimpleQueue[DeliveryResult | ChannelRun | BaseException]",
    count_workers: int,
    keep: Callable[[Sequence[DeliveryResult]], None],
    a_batch: int,
) -> tuple[ChannelRun, ...]:
    """What the workers came to, once all are done; their results have been kept meanwhile."""
    runs: list[ChannelRun] = []
    unkept: list[DeliveryResult] = []
    kept_at = time.monotonic()
    while len(runs) < count_workers:
        try:
            one = said.get(timeout=_KEEP_SECONDS)
        except queue.Empty:
            one = None
        if isinstance(one, BaseException):
            raise one
        if isinstance(one, ChannelRun):
            runs.append(one)
        elif one is not None:
            unkept.append(one)
        is_late = time.monotonic() - kept_at >= _KEEP_SECONDS
        if unkept and (len(unkept) >= a_batch or is_late or len(runs) == count_workers):
            keep(unkept)
            unkept, kept_at = [], time.monotonic()
    return tuple(sorted(runs, key=lambda run: run.channel))


class _Worker:
    """One channel's part of a run, in a thread of its own."""

    def __init__(
        self,
        due: Sequence[Due],
        before: ChannelState,
        office: PostOffice,
        known: frozenset[tuple[str, str]],
        said: "queue.SimpleQueue[DeliveryResult | ChannelRun | BaseException]",
        over: threading.Event,
        deadline: float,
    ) -> None:
        self._due, self._before, self._office, self._known = due, before, office, known
        self._said, self._over, self._deadline = said, over, deadline
        self._state = before
        self._results: list[DeliveryResult] = []
        self._left: str | None = None

    def run(self) -> None:
        """Nothing; results are said one by one, at the end what the run came to, or what went wrong with it."""
        try:
            self._run()
        except BaseException as error:
            self._said.put(error)
        else:
            count_left = len(self._due) - len({result.alert_id for result in self._results})
            run = ChannelRun(self._before.channel, tuple(self._results), self._state, count_left, self._left)
            self._said.put(run)

    def _run(self) -> None:
        failures: list[SendFailure] = []
        has_delivered = False
        for sending in self._sendings():
            new = [one for one in sending if (_id(one), one.channel) not in self._known]
            self._say([self._after(one, None) for one in sending if (_id(one), one.channel) in self._known])
            if not new:
                continue
            if self._over.is_set() or time.monotonic() >= self._deadline:
                self._left = "the time of this run was over"
                return
            failure = self._sent(new)
            failures = [*failures, failure] if failure else []
            has_delivered = has_delivered or failure is None
            if failure and is_left(self._before, failures, has_delivered=has_delivered):
                self._left = failure.cause
                return

    def _sendings(self) -> Iterator[Sequence[Due]]:
        """What is sent as one message each. What failed often is no good to ask a paused channel with: it is last."""
        due = sorted(self._due, key=lambda one: one.count_attempts) if self._before.count_failures else self._due
        yield from ((one,) for one in due if isinstance(one, DueNotice))
        alerts = [one for one in due if isinstance(one, DueDelivery)]
        form = self._office.channels.form(self._before.channel)
        if form.target not in _OUR_OWN:
            alerts = list(fold_late(alerts, self._office.clock(), self._office.policy))
        for digest, together in itertools.groupby(_digests_together(alerts), key=lambda one: one.digest):
            if digest is None:
                yield from ((one,) for one in together)
            else:
                yield from parts(tuple(together), form, self._office.templates)

    def _sent(self, sending: Sequence[Due]) -> SendFailure | None:
        """What came of one message; a service that asks for a short pause gets it, and then the same message."""
        count = 0
        while True:
            failure = self._send(sending)
            pause = short_pause(failure, count, self._office.policy) if failure else None
            if pause is None or time.monotonic() + pause >= self._deadline or self._over.wait(pause):
                return failure
            count += 1

    def _send(self, sending: Sequence[Due]) -> SendFailure | None:
        office = self._office
        for one in sending:
            _record(office.journal, one, _SENDING, office.clock())
        failure = office.channels.deliver(self._before.channel, self._message(sending))
        now = office.clock()
        self._state = after_sending(self._state, failure, now=now, policy=office.policy)
        results = [self._after(one, failure) for one in sending]
        for one, result in zip(sending, results, strict=True):
            _record(office.journal, one, result.state, result.attempted_at, result)
            if result.state == GIVEN_UP:
                _log.error("%s was never delivered: %s", result.alert_id, result.error)
        self._say(results)
        return failure

    def _message(self, sending: Sequence[Due]) -> Message:
        form = self._office.channels.form(self._before.channel)
        if isinstance(sending[0], DueNotice):
            return notice_message(sending[0], form)
        return message([one for one in sending if isinstance(one, DueDelivery)], form, self._office.templates)

    def _after(self, due: Due, failure: SendFailure | None) -> DeliveryResult:
        return after_delivery(due, failure, self._state, now=self._office.clock(), policy=self._office.policy)

    def _say(self, results: Sequence[DeliveryResult]) -> None:
        self._results += results
        for result in results:
            self._said.put(result)


def _digests_together(alerts: Sequence[DueDelivery]) -> list[DueDelivery]:
    """The alerts in their order, but those of one digest together, where the first of them stands."""
    first: dict[str, int] = {}
    places = [at if one.digest is None else first.setdefault(one.digest, at) for at, one in enumerate(alerts)]
    return [alerts[at] for at in sorted(range(len(alerts)), key=lambda at: (places[at], at))]


def _id(due: Due) -> str:
    return due.notice_id if isinstance(due, DueNotice) else due.alert_id


# --- the journal ------------------------------------------------------------------------------------------------------


def _record(journal: Journal, due: Due, state: str, now: datetime, result: DeliveryResult | None = None) -> None:
    record: dict[str, object] = {"kind": "delivery", "alert_id": _id(due), "channel": due.channel, "state": state}
    record["at"] = now.isoformat()
    if isinstance(due, DueDelivery):  # by these it is known again in a warehouse that was made anew
        record |= {"figure": due.figure_key, "quote_id": due.quote_id or "", "rule": due.rule_id or ""}
    journal.append(record | (_outcome(result) if result is not None else {}))


def record_unsent(journal: Journal, result: DeliveryResult) -> None:
    """Nothing; what came of a delivery that nobody attempts any more is on record."""
    record = {"kind": "delivery", "alert_id": result.alert_id, "channel": result.channel, "state": result.state}
    journal.append(record | {"at": result.attempted_at.isoformat()} | _outcome(result))


def _outcome(result: DeliveryResult) -> dict[str, object]:
    next_at = result.next_attempt_at.isoformat() if result.next_attempt_at else None
    return {
        "attempts": result.count_attempts,
        "next_at": next_at,
        "error": result.error,
        "maybe_sent": result.is_maybe_sent,
    }


def delivered(journal: Journal, asked: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Which of these deliveries, each an alert's or a notice's id and a channel, the journal knows as delivered."""
    if not asked:
        return frozenset()
    return frozenset(
        key
        for record in journal.read(holding=DELIVERED)
        if not isinstance(record, Problem) and record.get("kind") == "delivery" and record.get("state") == DELIVERED
        if (key := (str(record.get("alert_id")), str(record.get("channel")))) in asked
    )
