"""The flow `monitor`: one whole cycle, from seeds and feeds to alerts, with one publication at its end."""

import time
from dataclasses import replace

from prefect import flow
from prefect.states import Completed

from flows.alert import alert
from flows.cycle_summary import CycleSummary
from flows.enrich import enrich
from flows.ingest import ingest
from flows.progress import tell
from flows.recording import Run, recorded
from flows.turns import STEPPED_ASIDE, turn


@flow(name="monitor", description="One whole cycle: ingest, enrich, alert, publish.", validate_parameters=False)
def monitor() -> CycleSummary:
    """What one whole cycle did; nothing, and why, when another one is at work."""
    began = time.monotonic()
    with recorded("monitor") as run, turn(run.places.cycle_lock) as is_ours:
        summary = _cycle(run) if is_ours else CycleSummary(stepped_aside=STEPPED_ASIDE)
    if is_ours:  # after the run's row has its end, which readers are to see
        tell("Publishing the readers' copy")
        summary = replace(summary, publication=run.publish(min_seconds=0))
    summary = replace(summary, seconds=time.monotonic() - began)
    return Completed(message=_line(summary), data=summary)  # type: ignore[return-value] # Prefect hands the data on


def _cycle(run: Run) -> CycleSummary:
    taken_in, found, told = ingest(), enrich(), alert()
    run.articles_new, run.articles_known = taken_in.articles_new, taken_in.articles_known
    run.articles_failed = len(taken_in.page_problems) + len(found.problems)
    run.quotes, run.alerts = found.quotes, found.alerts
    return CycleSummary(
        articles_new=taken_in.articles_new,
        articles_known=taken_in.articles_known,
        articles_failed=len(taken_in.page_problems) + len(found.problems),
        new_versions=taken_in.new_versions,
        events_new=found.events_new,
        quotes=found.quotes,
        speakers=len(found.speakers),
        statements=found.statements,
        alerts_made=found.alerts,
        alerts_delivered=told.alerts_delivered,
        alerts_failed=told.alerts_failed,
        feeds_polled=taken_in.feeds_polled,
        feed_problems=taken_in.feed_problems,
        feed_notes=taken_in.feed_notes,
        held_back=taken_in.held_back,
        page_problems=(*taken_in.page_problems, *found.problems),
        restored=str(run.recovery) if run.recovery else None,
    )


def _line(summary: CycleSummary) -> str:
    if summary.stepped_aside:
        return summary.stepped_aside
    found = f"{summary.quotes} quotes, {summary.events_new} events, {summary.alerts_delivered} alerts delivered"
    return f"{summary.articles_new} articles new, {found}, in {summary.seconds:.0f} s"
