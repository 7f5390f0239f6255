"""What the doctor looks at on the way out: cycles, channels, templates, deliveries, the heartbeat."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from extractors.decisions.silence import good_at, why
from extractors.records import ChannelState, Wellness
from flows.cli.doctor import Finding, State
from flows.places import Places
from flows.settings import Settings

if TYPE_CHECKING:
    from warehouse.connection import Connection


def outgoing(settings: Settings, places: Places) -> Iterator[Finding]:
    """Whether each channel can be used as it is set up, and each template of one's own. Nothing is sent."""
    from flows.delivery.channels import Channels
    from flows.delivery.templating import templates_in

    if not settings.channels:
        yield Finding("alerts", "channels", State.NOTE, "none: alerts are only stored", "Name some in `channels`.")
    for problem in Channels(settings, places).problems:
        yield Finding("alerts", problem.thing, State.BROKEN, problem.cause, problem.remedy)
    for problem in templates_in(settings.templates).problems:
        yield Finding("alerts", problem.thing, State.BROKEN, problem.cause, problem.remedy)


def last_cycle(known: Wellness, settings: Settings, now: datetime) -> Finding:
    """When all went well for the last time: broken where that is longer ago than the setting `silence_hours`."""
    good = good_at(known)
    since = good or known.first_at
    if since is None:
        return Finding("cycles", "last good cycle", State.NOTE, "not started yet", "Start one: onrecord run")
    said = f"{good:%Y-%m-%d %H:%M} UTC, {ago(now - good)} ago" if good else f"there was none yet. {why(known)}"
    if now - since <= timedelta(hours=settings.silence_hours):
        remedy = "" if good else "Start one: onrecord run"
        return Finding("cycles", "last good cycle", State.FINE if good else State.STALE, said, remedy)
    said = f"{said}. {why(known)}" if good else said
    remedy = "No news since then is not the news: start `onrecord serve`, or look at why it ended."
    return Finding("cycles", "last good cycle", State.BROKEN, said, remedy)


def deliveries(con: "Connection", health: dict[str, Any], settings: Settings) -> Iterator[Finding]:
    """What was given up, what waits and where, and how the channels and the heartbeat are."""
    from warehouse.outbox import channel_states, count_waiting
    from warehouse.watch import heartbeat_error

    if health["count_deliveries_given_up"]:
        said = f"{health['count_deliveries_given_up']} given up: {health['delivery_error'] or 'no cause noted'}"
        remedy = "Mend the channel; onrecord alerts --failed lists them, onrecord alerts retry sends them again."
        yield Finding("alerts", "deliveries", State.BROKEN, said, remedy)
    waiting = count_waiting(con)
    for channel, count in waiting.items():
        if channel not in settings.channels:
            said = f"{count} wait for it, and the setting `channels` does not name it"
            remedy = "Name it again; what waits longer than `delivery_hours` is given up."
            yield Finding("alerts", f"channel {channel!r}", State.STALE, said, remedy)
    count = sum(count for channel, count in waiting.items() if channel in settings.channels)
    if count:
        yield Finding(
            "alerts", "deliveries", State.NOTE, f"{count} not made yet", "The next cycle makes them: onrecord run"
        )
    elif not health["count_deliveries_given_up"]:
        yield Finding("alerts", "deliveries", State.FINE, "none waiting")
    for state in channel_states(con).values():
        if state.channel in settings.channels and state.count_failures:
            yield _failing(state, settings)
    if error := heartbeat_error(con):
        yield Finding("alerts", "heartbeat", State.STALE, error, "Check the setting `heartbeat_url`.")


def _failing(state: ChannelState, settings: Settings) -> Finding:
    since = f" since {state.failing_since:%Y-%m-%d %H:%M} UTC" if state.failing_since else ""
    times = "once" if state.count_failures == 1 else f"{state.count_failures} times in a row"
    is_bad = state.count_failures >= settings.delivery_attempts
    said = f"failed {times}{since}: {state.error}"
    remedy = "It is tried again; once it is mended, all that waits for it goes out."
    return Finding("alerts", f"channel {state.channel!r}", State.BROKEN if is_bad else State.STALE, said, remedy)


def ago(passed: timedelta) -> str:
    """A span of time in words: minutes, hours or days."""
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"
