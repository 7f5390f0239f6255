"""The flow `alert`: the outbox to its channels; and what On Record has to say about itself, silence above all."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from extractors.decisions.deliveries import DELIVERED, DeliveryPolicy, decide_told
from extractors.records import ChannelState, DeliveryResult, Notice
from flows.delivery.channels import Channels
from flows.delivery.delivering import ChannelRun, Due, PostOffice, deliver_due
from flows.delivery.journal import Journal
from flows.delivery.stranded import settle_stranded
from flows.delivery.templating import templates_in
from flows.doorbells import announce
from flows.noticing import make_known
from flows.progress import tell
from flows.recording import Run, part_of_cycle
from flows.turns import BEING_DELIVERED, turn
from flows.wellness import look_after

_A_BATCH = 50  # deliveries between two transactions: what a killed run has to look up in the journal
_LONGEST_SECONDS = 300.0  # of sending in one run; what is left then goes out with the next
_ANNOUNCED_AT_ONCE = 100

_log = logging.getLogger("onrecord.alert")


@dataclass(frozen=True, slots=True)
class AlertSummary:
    """What was delivered: alerts, each counted once whatever number of channels it went to.

    `left` is a sentence for each channel that has to wait, with the reason.
    """

    alerts_delivered: int = 0
    alerts_failed: int = 0
    left: tuple[str, ...] = ()

    def __str__(self) -> str:
        failed = f", {self.alerts_failed} failed and stay in the outbox" if self.alerts_failed else ""
        return "; ".join((f"{self.alerts_delivered} alerts delivered{failed}", *self.left))


@flow(name="alert", description="The outbox to its channels.", validate_parameters=False)
def alert() -> AlertSummary:
    """What was delivered of all that is due: an attempt each, and a second round for what that made to tell."""
    with part_of_cycle("alert") as run:
        look_after(run)
        tell_prefect(run)
        with turn(run.places.alert_lock, wait_seconds=run.settings.lock_seconds) as is_ours:
            summary = _send_all(run) if is_ours else AlertSummary(left=(BEING_DELIVERED,))
        run.alerts = summary.alerts_delivered
    return Completed(message=str(summary), data=summary)  # type: ignore[return-value] # Prefect hands the data on


def _send_all(run: Run) -> AlertSummary:
    """What was delivered; nobody else delivers meanwhile."""
    runs = _send_due(run)
    if _settle(run, runs):
        _settle(run, _send_due(run, only_notices=True))
    return _summary(runs)


def _send_due(run: Run, *, only_notices: bool = False) -> tuple[ChannelRun, ...]:
    from warehouse.outbox import channel_states, due_deliveries, due_notices

    now, names = run.now(), tuple(run.settings.channels)
    with run.writing() as con:
        settled = settle_stranded(con, Journal(run.places.journal), names, now=now, policy=_policy(run))
        make_known(run, con, settled.notices)
        due: tuple[Due, ...] = due_notices(con, now, names)
        due += () if only_notices else due_deliveries(con, now, names)
        states = channel_states(con)
    return deliver(run, due, states) if due else ()


@task(name="deliveries", cache_policy=NO_CACHE)
def deliver(run: Run, due: Sequence[Due], states: Mapping[str, ChannelState]) -> tuple[ChannelRun, ...]:
    """What became of all that is due. What failed is tried again by the outbox, later, and not by this task."""
    from warehouse.outbox import load_deliveries

    count = 0

    def keep(results: Sequence[DeliveryResult]) -> None:
        nonlocal count
        with run.writing() as con:
            load_deliveries(con, results)
        count += len(results)
        tell(f"Delivering alerts {count} of {len(due)}")

    office = PostOffice(
        channels=Channels(run.settings, run.places),
        journal=Journal(run.places.journal),
        policy=_policy(run),
        clock=run.now,
        templates=templates_in(run.settings.templates),
    )
    runs = deliver_due(due, states, office, keep=keep, a_batch=_A_BATCH, seconds=_LONGEST_SECONDS)
    for problem in office.templates.problems:
        _log.warning("%s", problem)
    return runs


def _settle(run: Run, runs: Sequence[ChannelRun]) -> int:
    """How many notices were made: how each channel is now is on record, and what the user has to know of it."""
    from warehouse.outbox import channel_states, count_waiting, load_channel_states

    if not runs:
        return 0
    now, notices, states = run.now(), list[Notice](), list[ChannelState]()
    with run.writing() as con:
        waiting, before = count_waiting(con), channel_states(con)
        for one in runs:
            made, state = decide_told(
                one.state, one.results, count_waiting=waiting.get(one.channel, 0), now=now, policy=_policy(run)
            )
            notices += made
            states.append(state)
        load_channel_states(con, states)
        told = [one for one in states if one.told_at != before.get(one.channel, ChannelState(one.channel)).told_at]
        make_known(run, con, notices, channels=told)
    for notice in notices:
        _log.error("%s. %s", notice.title, notice.body)
    return len(notices)


def _policy(run: Run) -> DeliveryPolicy:
    ours = run.settings
    return DeliveryPolicy(ours.delivery_attempts, ours.delivery_hours, ours.delivery_backoff_seconds, ours.late_alerts)


def _summary(runs: Sequence[ChannelRun]) -> AlertSummary:
    states = {(result.alert_id, one.channel): result.state for one in runs for result in one.results}
    alerts = {alert_id for alert_id, _ in states if not alert_id.startswith("nt_")}
    delivered = {alert_id for (alert_id, _), state in states.items() if state == DELIVERED} & alerts
    left = tuple(f"{one.count_left} left for channel {one.channel}: {one.left}" for one in runs if one.count_left)
    return AlertSummary(len(delivered), len(alerts - delivered), left)


def tell_prefect(run: Run) -> None:
    """Nothing; each alert that Prefect has not been told is an event now. What it does not take is told next time."""
    from warehouse.outbox import alerts_to_announce, load_announced

    while True:
        with run.writing() as con:
            alerts = alerts_to_announce(con, _ANNOUNCED_AT_ONCE)
        if not alerts:
            return
        try:
            announce(alerts, run.places)
        except Exception as error:  # whatever is wrong with the server: alerts go to their channels all the same
            _log.warning("Prefect was not told of %d alerts: %s. They are told next time.", len(alerts), error)
            return
        with run.writing() as con:
            load_announced(con, [one.alert_id for one in alerts], run.now())
