"""The flow `maintain`: old runs forgotten, the warehouse checked, the feeds' health told, a late copy published."""

from dataclasses import dataclass, replace
from datetime import timedelta

from prefect import flow, get_run_logger
from prefect.states import Completed

from extractors.intake.polling import FINE
from flows.artifacts import feeds_table, show
from flows.doorbells import ARTICLES_LANDED, QUOTES_LANDED, ring
from flows.page_retention import Removed, remove_pages
from flows.recording import Run, recorded
from flows.wellness import look_after, look_at_pages

_KILLED_AFTER = timedelta(days=1)  # no run takes that long


@dataclass(frozen=True, slots=True)
class MaintainSummary:
    """What was found and done. `checks` are the names of those that failed, `troubled_feeds` counts.

    `unpublished` says why the readers got no copy that was due; it is empty where all is well. `removed` are raw pages.
    """

    forgotten: int = 0
    checks: tuple[str, ...] = ()
    troubled_feeds: int = 0
    is_silent: bool = False
    unpublished: str = ""
    removed: Removed | None = None

    def __str__(self) -> str:
        checks = f"checks failed: {', '.join(self.checks)}" if self.checks else "all checks fine"
        silent = "; no cycle has succeeded for hours" if self.is_silent else ""
        unpublished = f"; nothing published: {self.unpublished}" if self.unpublished else ""
        feeds = f"{self.troubled_feeds} feeds with a problem"
        removed = f"; {self.removed}" if self.removed else ""
        return f"{checks}; {feeds}{silent}; {self.forgotten} old rows forgotten{removed}{unpublished}"

    @property
    def is_trouble(self) -> bool:
        """Whether a person should look after it."""
        return bool(self.checks or self.is_silent or self.unpublished)


@flow(name="maintain", description="Retention, checks, health, late publication.", validate_parameters=False)
def maintain() -> MaintainSummary:
    """What was found and done."""
    with recorded("maintain") as run:
        summary = _care(run)
    publication = run.publish()
    if publication.is_failed:
        summary = replace(summary, unpublished=publication.reason)
    if summary.is_trouble:
        get_run_logger().warning(str(summary))
    return Completed(message=str(summary), data=summary)  # type: ignore[return-value] # Prefect hands the data on


def _care(run: Run) -> MaintainSummary:
    from warehouse.checks import failed_checks
    from warehouse.enrichment import count_pending
    from warehouse.intake import feed_states
    from warehouse.outbox import count_due
    from warehouse.retention import close_left_runs, forget_runs

    is_silent = look_after(run)
    look_at_pages(run)
    now, ours = run.now(), run.settings
    with run.writing() as con:
        forgotten = forget_runs(con, now - timedelta(days=ours.keep_runs_days))
        close_left_runs(con, now - _KILLED_AFTER, now)
        failed, feeds = failed_checks(con), feed_states(con)
        pending, due = count_pending(con), count_due(con, now, tuple(ours.channels))
    show("feeds", feeds_table(feeds), "The health of the feeds")
    if pending:
        ring(ARTICLES_LANDED, run.places, pending=pending)
    if due:
        ring(QUOTES_LANDED, run.places, due=due)
    troubled = sum(feed.last_problem is not None and feed.state != FINE for feed in feeds)
    removed = remove_pages(run)
    if removed:
        show(
            "raw-pages", f"{removed}, on {now:%Y-%m-%d %H:%M} UTC.", "Raw pages that were removed, as the settings say"
        )
    return MaintainSummary(forgotten, tuple(str(check) for check in failed), troubled, is_silent, removed=removed)
