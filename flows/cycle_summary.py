"""What one whole cycle comes to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.records import Problem

if TYPE_CHECKING:
    from warehouse.publish import Publication

NOT_READ = "not read"  # the kind of a Problem with a text that came in, and on which our own extractors failed


@dataclass(frozen=True, slots=True)
class CycleSummary:
    """What one cycle did. `seconds` is its length; problems are one a feed or page that could not be had.

    `feed_notes` are one a feed that was read all the same, such as that no entry has a date.
    `stepped_aside` is None, or a sentence: another cycle was at work, so this one did nothing.
    `restored` is None, or what it came to that a broken warehouse had to be restored before the cycle could begin.
    """

    articles_new: int = 0
    articles_known: int = 0
    articles_failed: int = 0
    new_versions: int = 0
    events_new: int = 0
    quotes: int = 0
    speakers: int = 0
    statements: int = 0
    alerts_made: int = 0
    alerts_delivered: int = 0
    alerts_failed: int = 0
    feeds_polled: int = 0
    feed_problems: tuple[Problem, ...] = ()
    feed_notes: tuple[Problem, ...] = ()
    page_problems: tuple[Problem, ...] = ()
    publication: "Publication | None" = None
    seconds: float = 0.0
    stepped_aside: str | None = None
    restored: str | None = None
    held_back: tuple[Problem, ...] = ()  # one a host that was asked often enough, while something of it still waits

    @property
    def is_failure(self) -> bool:
        """Whether we failed: an article that came in could not be read, or the readers got no copy that was due.

        What others' servers do is not our failure.
        """
        is_unpublished = self.publication is not None and self.publication.is_failed
        return is_unpublished or any(problem.kind == NOT_READ for problem in self.page_problems)
