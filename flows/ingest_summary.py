"""What one run of `ingest` came to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.intake.polling import FINE
from extractors.records import FeedState, IngestCounts, Problem


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What came in. Problems are one a feed or page that could not be had in this run, notes one a feed that could."""

    articles_new: int = 0
    articles_known: int = 0
    new_versions: int = 0
    feeds_polled: int = 0
    feed_problems: tuple[Problem, ...] = ()
    feed_notes: tuple[Problem, ...] = ()
    page_problems: tuple[Problem, ...] = ()
    stepped_aside: str | None = None
    held_back: tuple[Problem, ...] = ()  # one a host that was asked often enough
    pages_revisited: int = 0

    def __str__(self) -> str:
        if self.stepped_aside:
            return self.stepped_aside
        failed = f", {len(self.page_problems)} pages could not be had" if self.page_problems else ""
        troubled = f", {len(self.feed_problems)} with a problem" if self.feed_problems else ""
        articles = f"{self.articles_new} articles new, {self.articles_known} known{failed}"
        again = f"; {self.pages_revisited} looked at again" if self.pages_revisited else ""
        edited = f", {self.new_versions} edited" if self.new_versions else ""
        waiting = f"; {len(self.held_back)} hosts asked often enough, the rest waits" if self.held_back else ""
        return f"{articles}{edited}; {self.feeds_polled} feeds polled{troubled}{again}{waiting}"

    def with_feeds(self, polled: Sequence[FeedState]) -> "IngestSummary":
        """This, and how the feeds are that were asked. One that was read may come with something to note."""
        stated = [(state.state == FINE, state.last_problem) for state in polled]
        return replace(
            self,
            feeds_polled=len(polled),
            feed_problems=tuple(problem for is_fine, problem in stated if problem and not is_fine),
            feed_notes=tuple(problem for is_fine, problem in stated if problem and is_fine),
        )

    def with_counts(self, counts: IngestCounts) -> "IngestSummary":
        """This, and what one more load of articles changed."""
        return replace(
            self,
            articles_new=self.articles_new + counts.count_new,
            articles_known=self.articles_known + counts.count_known,
            new_versions=self.new_versions + counts.count_new_versions,
        )
