"""What the doctor says of pages: outlets whose pages no longer give their text, and texts in other languages."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.decisions.page_drops import has_dropped
from flows.cli.doctor import Finding, State

if TYPE_CHECKING:
    from warehouse.connection import Connection

_REMEDY = 'Look at one in a browser: onrecord sql "from page_outcomes where not has_text order by started_at desc"'


def pages(con: "Connection", now: datetime) -> Iterator[Finding]:
    """The findings on the pages of a warehouse that is open."""
    from warehouse.enrichment import count_left
    from warehouse.watch import page_yields

    for each in page_yields(con, now):
        if each.is_told or has_dropped(each):
            why = f" ({each.reason})" if each.reason else ""
            said = f"{each.count_recent_with_text} of its last {each.count_recent} pages gave text{why}"
            yield Finding("feeds", each.outlet, State.STALE, said, _REMEDY)
    left = count_left(con)
    if left:
        said = f"{left} in other languages than English: kept, and not read"
        yield Finding("feeds", "texts", State.NOTE, said)
