"""Pages that are visited again: which wait for it, what is known of their articles, and what became of the visits."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import GonePage, KnownPage, PageVisit
from extractors.records.ids import mint
from warehouse.arrivals import ChangeRow
from warehouse.generation import count_change
from warehouse.statements import as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def page_visits(con: "DuckDBPyConnection", until: datetime | None = None) -> tuple[PageVisit, ...]:
    """The visits of watched feeds' articles that are due by then, or all of them, in the order of the articles' ids."""
    return tuple(PageVisit(*row) for row in rows(con, "reads/page_visits", until=until))


def known_pages(
    con: "DuckDBPyConnection", *, article_ids: Collection[str] = (), addresses: Collection[str] = ()
) -> tuple[KnownPage, ...]:
    """What is known of the articles of these ids, and of those that were read from one of these addresses."""
    found = rows(
        con,
        "reads/known_pages",
        article_ids=as_json(sorted(article_ids)),
        addresses=as_json(sorted(addresses)),
    )
    return tuple(KnownPage(a, b, c, d, e, f, frozenset(urls)) for a, b, c, d, e, f, urls in found)


def load_page_visits(con: "DuckDBPyConnection", visits: Iterable[PageVisit]) -> None:
    """Visits are remembered as they are, those without a next one forgotten. They are no change for readers."""
    if planned := list(visits):
        run(con, "loads/page_visits", rows=as_json(planned))


def load_gone(con: "DuckDBPyConnection", pages: Sequence[GonePage], now: datetime) -> None:
    """It is on record that these articles' pages are there no longer. Their texts stay."""
    changes = [
        ChangeRow(
            page.article_id, page.version_id, page.version_id, now, "page gone", mint("ch", page.version_id, "gone")
        )
        for page in pages
    ]
    if changes:
        count_change(con, run(con, "loads/article_changes", changes=as_json(changes)))
