"""Deliveries: what follows from an attempt, for what was to be delivered and for the channel it was to go through.

Premises. Most failures are the channel's: the service is down, or has had enough of us for now. Then the whole channel
is paused, one message asks from time to time whether it is back, and nothing that waits is worn out by the waiting;
once a message gets through, all that waits is due. What fails while others get through has a back-off of its own.
Nothing is given up before both a number of failures and a span of time are behind it: of the two errors, one more
attempt is preferred to an alert that never came. A pause that a service asks for is kept, and is no failure.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from extractors.records import ChannelState, DeliveryResult, DueDelivery, DueNotice, Notice, SendFailure, Stranded
from extractors.records.ids import mint

DELIVERED = "delivered"
FAILED = "failed"
GIVEN_UP = "given up"

LATE = "late, after an outage"  # the digest of what could not be sent in time

CHANNEL_FAILING = "channel failing"
DELIVERIES_GIVEN_UP = "given up"

_LONGEST_WAIT_SECONDS = 3600.0  # between two attempts, whatever the number of failures
_LONGEST_PAUSE_SECONDS = 24 * 3600.0  # that a service may ask for
_SHORT_PAUSE_SECONDS = 60.0
_MOST_SHORT_PAUSES = 5  # in a row, for one message
_ONCE_WELL = 6  # failures in a row, in a run in which the channel took something: a flaky one seldom has so many
_NOT_YET = 3  # in a run in which it took nothing yet
_LATE_BY = timedelta(hours=1)
_ALONE_AFTER = 2  # failures
_PROBE = 1  # in a run that finds it paused


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """How long to go on: both bounds have to be reached before anything is given up."""

    max_attempts: int
    hours: float
    backoff_seconds: float
    most_late: int = 0  # single alerts that are late by an hour are sent one by one; 0: however many


def wait_seconds(count_failures: int, backoff_seconds: float) -> float:
    """Seconds to wait after the n-th failure in a row, n from 1: doubled each time, an hour at most."""
    doublings = min(max(count_failures, 1) - 1, 32)  # 2**32 times anything sensible is over an hour
    return float(min(backoff_seconds * 2**doublings, _LONGEST_WAIT_SECONDS))


def after_delivery(
    due: DueDelivery | DueNotice,
    failure: SendFailure | None,
    channel: ChannelState,
    *,
    now: datetime,
    policy: DeliveryPolicy,
) -> DeliveryResult:
    """What became of an attempt: delivered, failed with the time of the next attempt, or given up.

    `channel` is how the channel is after this attempt; `failure` is None where it was delivered.
    """
    made_id, since = _identity(due)
    if failure is None:
        return DeliveryResult(made_id, due.channel, DELIVERED, now, due.count_attempts + 1)
    is_counted = not (failure.is_rate_limit or failure.is_unusable)
    count = due.count_attempts + is_counted
    error = f"channel {due.channel!r}: {failure.cause}"
    is_worn = count >= policy.max_attempts or _is_dead(channel, now, policy)
    if is_counted and is_worn and since is not None and now - since >= timedelta(hours=policy.hours):
        error = f"given up after {count} attempts: {error}"
        return DeliveryResult(made_id, due.channel, GIVEN_UP, now, count, None, error, failure.is_maybe_sent)
    wait = timedelta(seconds=failure.pause_seconds or wait_seconds(count, policy.backoff_seconds))
    return DeliveryResult(made_id, due.channel, FAILED, now, count, now + wait, error, failure.is_maybe_sent)


def decide_stranded(
    stranded: Sequence[Stranded], delivered: Collection[tuple[str, str]], now: datetime, policy: DeliveryPolicy
) -> tuple[tuple[DeliveryResult, ...], tuple[Notice, ...]]:
    """What became of deliveries that no channel gets any more, and what the user has to be told of them.

    What is among the `delivered` has arrived; of the others, those to a channel that is gone are given up, and a
    withdrawn alert is none to deliver.
    """
    by_channel: dict[str, list[DeliveryResult]] = {}
    for one in stranded:
        results = by_channel.setdefault(one.channel, [])
        if (one.made_id, one.channel) in delivered:
            results.append(DeliveryResult(one.made_id, one.channel, DELIVERED, now, one.count_attempts + 1))
        elif not one.is_withdrawn:
            error = f"given up after {policy.hours:g} hours: the setting `channels` names no {one.channel!r} any more"
            results.append(DeliveryResult(one.made_id, one.channel, GIVEN_UP, now, one.count_attempts, error=error))
    told = (
        decide_told(ChannelState(channel), results, count_waiting=0, now=now, policy=policy)[0]
        for channel, results in by_channel.items()
    )
    return tuple(one for results in by_channel.values() for one in results), tuple(one for some in told for one in some)


def _is_dead(channel: ChannelState, now: datetime, policy: DeliveryPolicy) -> bool:
    """Whether the channel itself has failed for so often and so long that nothing which waits for it can hope."""
    is_long = channel.failing_since is not None and now - channel.failing_since >= timedelta(hours=policy.hours)
    return is_long and channel.count_failures >= policy.max_attempts


def _identity(due: DueDelivery | DueNotice) -> tuple[str, datetime | None]:
    return (due.notice_id, due.made_at) if isinstance(due, DueNotice) else (due.alert_id, due.due_at)


# --- what has waited for long -----------------------------------------------------------------------------------------


def fold_late(due: Sequence[DueDelivery], now: datetime, policy: DeliveryPolicy) -> tuple[DueDelivery, ...]:
    """The deliveries of one channel; after an outage the many that are late are one digest, as if asked for.

    Corrections stay by themselves, as does what failed twice: whatever is wrong with it holds up no other then.
    """
    late = {
        one.alert_id
        for one in due
        if one.digest is None
        and one.kind == "news"
        and one.count_attempts < _ALONE_AFTER
        and one.due_at is not None
        and now - one.due_at >= _LATE_BY
    }
    if not policy.most_late or len(late) <= policy.most_late:
        return tuple(due)
    return tuple(replace(one, digest=LATE) if one.alert_id in late else one for one in due)


# --- the channel ------------------------------------------------------------------------------------------------------


def after_sending(
    state: ChannelState, failure: SendFailure | None, *, now: datetime, policy: DeliveryPolicy
) -> ChannelState:
    """How the channel is after one more message: well again, or failing, with the time to which it should be paused.

    The pause holds for those who ask `is_left`; it is doubled with each failure.
    """
    if failure is None:
        return ChannelState(state.channel, delivered_at=now)
    if failure.is_rate_limit:
        pause = failure.pause_seconds or policy.backoff_seconds
        return replace(state, retry_at=now + _pause(pause), error=failure.cause)
    count = state.count_failures + 1
    # several failures pass before a channel is left alone: the first pause is the shortest
    seconds = failure.pause_seconds or wait_seconds(count - _NOT_YET + 1, policy.backoff_seconds)
    return replace(
        state,
        count_failures=count,
        failing_since=state.failing_since or now,
        retry_at=now + _pause(seconds),
        error=failure.cause,
    )


def _pause(seconds: float) -> timedelta:
    return timedelta(seconds=min(seconds, _LONGEST_PAUSE_SECONDS))


def is_left(before: ChannelState, failures: Sequence[SendFailure], *, has_delivered: bool) -> bool:
    """Whether a channel is left alone for the rest of a run, after these failures in a row in it.

    `before` is how it was when the run began, `has_delivered` whether it took anything in this run.
    """
    if failures and (failures[-1].is_rate_limit or failures[-1].is_unusable or failures[-1].pause_seconds is not None):
        return True
    patience = _ONCE_WELL if has_delivered else _PROBE if before.count_failures else _NOT_YET
    return len(failures) >= patience


def short_pause(failure: SendFailure, count_in_a_row: int, policy: DeliveryPolicy) -> float | None:
    """Seconds to wait before the same message is sent once more in this run; None where the channel is left instead.

    Only for a service that is well and had too much of us, as chat services say after a few messages a second.
    """
    if not failure.is_rate_limit or count_in_a_row >= _MOST_SHORT_PAUSES:
        return None
    seconds = policy.backoff_seconds if failure.pause_seconds is None else failure.pause_seconds
    return seconds if seconds <= _SHORT_PAUSE_SECONDS else None


# --- told loudly ------------------------------------------------------------------------------------------------------


def decide_told(
    state: ChannelState, results: Sequence[DeliveryResult], *, count_waiting: int, now: datetime, policy: DeliveryPolicy
) -> tuple[tuple[Notice, ...], ChannelState]:
    """What the user has to be told, by the other channels, about one channel after a run; and its state thereafter.

    Once an outage, as soon as it has failed `max_attempts` times in a row; and of whatever was given up.
    """
    notices = []
    given_up = [result for result in results if result.state == GIVEN_UP]
    since = state.failing_since or now
    if given_up:
        title = f"Given up: {_count(len(given_up), 'message')} to channel {state.channel!r}"
        body = (
            f"{given_up[0].error}.\nWhat was not delivered: onrecord alerts --failed\n"
            "Once the channel is there and well, send again: onrecord alerts retry"
        )
        made = mint("nt", DELIVERIES_GIVEN_UP, state.channel, *sorted(one.alert_id for one in given_up))
        notices.append(Notice(made, DELIVERIES_GIVEN_UP, title, body, now, state.channel))
    elif state.count_failures >= policy.max_attempts and state.told_at is None:
        title = f"Channel {state.channel!r} fails"
        body = (
            f"It failed {state.count_failures} times in a row since {since:%Y-%m-%d %H:%M} UTC: {state.error}.\n"
            f"{_count(count_waiting, 'message')} wait for it, and are tried for {policy.hours:g} hours in all."
        )
        made = mint("nt", CHANNEL_FAILING, state.channel, since.isoformat())
        notices.append(Notice(made, CHANNEL_FAILING, title, body, now, state.channel))
        state = replace(state, told_at=now)
    return tuple(notices), state


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
