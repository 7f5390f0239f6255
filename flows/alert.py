"""The flow `alert`: the outbox to its channels."""

from collections.abc import Sequence
from dataclasses import dataclass

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from extractors.decisions.alerts import DELIVERED
from extractors.records import DeliveryResult, DueDelivery
from flows.delivery.channels import Channels
from flows.delivery.delivering import deliver_due
from flows.delivery.journal import Journal
from flows.doorbells import NEWLY_QUOTED, ring
from flows.progress import tell
from flows.recording import Run, part_of_cycle

_A_BATCH = 50  # deliveries between two transactions: what a killed run has to look up in the journal


@dataclass(frozen=True, slots=True)
class AlertSummary:
    """What was delivered: alerts, each counted once whatever number of channels it went to."""

    alerts_delivered: int = 0
    alerts_failed: int = 0

    def __str__(self) -> str:
        failed = f", {self.alerts_failed} failed and stay in the outbox" if self.alerts_failed else ""
        return f"{self.alerts_delivered} alerts delivered{failed}"


@flow(name="alert", description="The outbox to its channels.", validate_parameters=False)
def alert() -> AlertSummary:
    """What was delivered of all that is due, each delivery attempted once."""
    with part_of_cycle("alert") as run:
        due = _due(run)
        results: list[DeliveryResult] = []
        for start in range(0, len(due), _A_BATCH):
            tell(f"Delivering alerts {start} of {len(due)}")
            results += deliver(run, due[start : start + _A_BATCH])
        delivered = {result.alert_id for result in results if result.state == DELIVERED}
        failed = {result.alert_id for result in results} - delivered
        run.alerts = len(delivered)
    summary = AlertSummary(len(delivered), len(failed))
    return Completed(message=str(summary), data=summary)  # type: ignore[return-value] # Prefect hands the data on


def _due(run: Run) -> tuple[DueDelivery, ...]:
    from warehouse.outbox import due_deliveries

    with run.writing() as con:
        return due_deliveries(con, run.now(), tuple(run.settings.channels))


@task(name="deliveries", cache_policy=NO_CACHE)
def deliver(run: Run, due: Sequence[DueDelivery]) -> tuple[DeliveryResult, ...]:
    """What became of a batch of deliveries. A failed one is tried again by the outbox, later, and not by this task."""
    from warehouse.outbox import load_deliveries

    channels, journal = Channels(run.settings, run.places), Journal(run.places.journal)
    results = deliver_due(due, channels, journal, now=run.now(), settings=run.settings)
    with run.writing() as con:
        load_deliveries(con, results)
    figures = {one.alert_id: one.figure_key for one in due}
    for alert_id in sorted({result.alert_id for result in results if result.state == DELIVERED}):
        ring(NEWLY_QUOTED, run.places, alert_id=alert_id, figure=figures[alert_id])
    return results
