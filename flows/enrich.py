"""The flow `enrich`: articles to mentions, quotes, events, statements, alerts. The steps are in `article_reading`."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from flows.article_reading import Batch, EnrichSummary, read_batch, read_with
from flows.artifacts import quotes_table, show
from flows.doorbells import QUOTES_LANDED, ring
from flows.recording import Run, part_of_cycle


@flow(name="enrich", description="Articles to quotes, events, statements and alerts.", validate_parameters=False)
def enrich() -> EnrichSummary:
    """What was found in all pending texts; a doorbell rings when alerts wait to be delivered."""
    with part_of_cycle("enrich") as run:
        summary = read_with(run, read_one)
        if summary.shown:
            show("new-quotes", quotes_table(summary.shown), "Quotes of statements not seen before, of one run")
        _ring(run)
    return Completed(message=str(summary), data=summary)  # type: ignore[return-value] # Prefect hands the data on


@task(name="batch", cache_policy=NO_CACHE)
def read_one(run: Run, done: frozenset[str]) -> Batch:
    """What the next batch of pending texts came to; an empty one when nothing is pending."""
    return read_batch(run, done)


def _ring(run: Run) -> None:
    """Nothing; the alert flow is woken when a delivery is due."""
    from warehouse.outbox import count_due

    with run.writing() as con:
        due = count_due(con, run.now(), tuple(run.settings.channels))
    if due:
        ring(QUOTES_LANDED, run.places, due=due)
