"""Articles from files, through the same steps as those from feeds, with no network and no server."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.records import Article, IngestCounts, Problem
from flows.progress import saying, tell
from flows.recording import Run, recorded

if TYPE_CHECKING:
    from warehouse.publish import Publication

_ARTICLES_A_LOAD = 500


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import came to. A problem is one document, or one thing that was odd about a whole file."""

    articles_new: int
    articles_known: int
    articles_failed: int
    new_versions: int
    quotes: int
    speakers: int
    events_new: int
    problems: tuple[Problem, ...]
    publication: "Publication"

    @property
    def is_failure(self) -> bool:
        """Whether nothing at all could be taken in."""
        return bool(self.articles_failed) and not self.articles_new + self.articles_known


def import_paths(paths: Sequence[Path]) -> ImportReport:
    """What taking in these files came to; progress is shown on standard error."""
    from flows.article_reading import read_all
    from flows.files.importing import is_note

    with saying():
        with recorded("import") as run:
            _register_figures(run)
            counts, problems = _load(run, paths)
            found = read_all(run)
            failed = sum(not is_note(problem) for problem in problems) + len(found.problems)
            run.articles_new, run.articles_known, run.articles_failed = counts.count_new, counts.count_known, failed
        tell("Publishing the readers' copy")
        return ImportReport(
            articles_new=counts.count_new,
            articles_known=counts.count_known,
            articles_failed=failed,
            new_versions=counts.count_new_versions,
            quotes=found.quotes,
            speakers=len(found.speakers),
            events_new=found.events_new,
            problems=(*problems, *found.problems),
            publication=run.publish(min_seconds=0),
        )


def _register_figures(run: Run) -> None:
    """Nothing; what is imported is found under the figures as they are listed now."""
    from flows.files.figures import tracked_figures
    from warehouse.figures import register_figures

    figures, rules = tracked_figures(run.settings.figures)
    with run.writing() as con:
        register_figures(con, figures, rules, run.now())


def _load(run: Run, paths: Sequence[Path]) -> tuple[IngestCounts, list[Problem]]:
    from flows.files.importing import read_import
    from warehouse.intake import load_articles

    new = known = versions = 0
    problems: list[Problem] = []
    for articles in _loads(_sorted_out(read_import(paths, run.now()), problems)):
        with run.writing() as con:
            counts = load_articles(con, articles)
        new, known = new + counts.count_new, known + counts.count_known
        versions += counts.count_new_versions
        tell(f"Taking in articles: {new} new, {known} known, {len(problems)} problems")
    return IngestCounts(new, known, versions), problems


def _sorted_out(found: Iterable[Article | Problem], problems: list[Problem]) -> Iterator[Article]:
    for one in found:
        if isinstance(one, Problem):
            problems.append(one)
        else:
            yield one


def _loads(articles: Iterator[Article]) -> Iterator[tuple[Article, ...]]:
    while load := tuple(islice(articles, _ARTICLES_A_LOAD)):
        yield load
