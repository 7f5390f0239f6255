"""Articles from files, through the same steps as those from feeds, with no network and no server."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from extractors.records import IngestCounts, Problem
from flows.journalling import Arrival, note_arrival
from flows.progress import saying, tell
from flows.recording import Run, recorded
from flows.web.archive import MEGABYTE, Archive, Response, resource
from flows.web.archive_care import mend

if TYPE_CHECKING:
    from flows.files.importing import Original
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
    from warehouse.generation import generation

    figures, rules = tracked_figures(run.settings.figures)
    now = run.now()
    with run.writing() as con:
        before = generation(con)
        register_figures(con, figures, rules, now)
        if generation(con) != before:
            note_arrival(run, con, Arrival(now, figures=figures, rules=rules))


def _load(run: Run, paths: Sequence[Path]) -> tuple[IngestCounts, list[Problem]]:
    from flows.files.importing import read_originals

    new = known = versions = 0
    problems: list[Problem] = []
    mend(run.places.archive)
    with Archive(run.places.archive, max_bytes=run.settings.archive_megabytes * MEGABYTE) as archive:
        for originals in _loads(_sorted_out(read_originals(paths, run.now()), problems)):
            counts = _take_in(run, archive, originals)
            new, known = new + counts.count_new, known + counts.count_known
            versions += counts.count_new_versions
            tell(f"Taking in articles: {new} new, {known} known, {len(problems)} problems")
    return IngestCounts(new, known, versions), problems


def _take_in(run: Run, archive: Archive, originals: Sequence["Original"]) -> IngestCounts:
    """What one load added. What is new is in the archive, on the disk, before the warehouse points to it."""
    from warehouse.generation import generation
    from warehouse.intake import load_articles
    from warehouse.known_articles import new_texts

    now = run.now()
    with run.writing() as con:
        before = generation(con)
        fresh = new_texts(con, [one.article for one in originals])
        kept = iter(archive.keep_all([_resource(one, now) for one in originals if one.article in fresh]))
        articles = tuple(
            replace(one.article, raw=next(kept).raw) if one.article in fresh else one.article for one in originals
        )
        counts = load_articles(con, articles)
        if generation(con) != before:
            note_arrival(run, con, Arrival(now, articles=articles))
    return counts


def _resource(one: "Original", now: datetime) -> Response:
    """The document as it was given, for the archive: under its address, else under the name of its source."""
    article = one.article
    where = f"urn:onrecord:import:{quote(article.import_source or '', safe='')}:{article.article_id}"
    return resource(
        article.canonical_address or where,
        "import",
        now,
        one.body,
        one.content_type,
        source=article.import_source,
        external_id=article.external_id,
    )


def _sorted_out(found: "Iterable[Original | Problem]", problems: list[Problem]) -> "Iterator[Original]":
    for one in found:
        if isinstance(one, Problem):
            problems.append(one)
        else:
            yield one


def _loads(originals: "Iterator[Original]") -> "Iterator[tuple[Original, ...]]":
    while load := tuple(islice(originals, _ARTICLES_A_LOAD)):
        yield load
