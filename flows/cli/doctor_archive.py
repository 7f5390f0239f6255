"""What the doctor says of the archive: what it holds, what a kill tore, what was removed and will be."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from flows.cli.doctor import Finding, State
from flows.places import Places
from flows.settings import Settings

if TYPE_CHECKING:
    from warehouse.connection import Connection


def archive(con: "Connection", settings: Settings, places: Places, now: datetime) -> Iterator[Finding]:
    """The findings on the archive of a warehouse that is open."""
    from flows.web.archive import MEGABYTE
    from flows.web.archive_care import held_files, torn_ends

    held = held_files(places.archive)
    loads = held_files(places.loads)
    if not held and not loads:
        return
    pages, texts = (sum(one.count_bytes for one in files) / MEGABYTE for files in (held, loads))
    said = f"{len(held)} WARC files of raw pages and imports ({pages:.1f} MB), {texts:.1f} MB of texts as taken in"
    yield Finding("warehouse", str(places.archive), State.FINE, said)
    if torn := torn_ends(places.archive):
        said = f"{len(torn)} torn ends, as a kill leaves them, were put aside; all records before them are whole"
        yield Finding("warehouse", "torn ends", State.NOTE, said, f"They may be removed: {torn[0].parent}/*.torn")
    yield from _retention(con, settings, places, now)


def _retention(con: "Connection", settings: Settings, places: Places, now: datetime) -> Iterator[Finding]:
    from flows.page_retention import last_removed, next_removed
    from flows.rebuilding import count_pages_gone

    if last := last_removed(places):
        yield Finding("warehouse", "raw pages", State.FINE, f"{last[1]} {last[0]:%Y-%m-%d %H:%M} UTC")
    if following := next_removed(con, settings, places, now):
        said = f"{following} at the next care of `serve`"
        remedy = "Nothing is needed; the settings keep_pages_days and keep_pages_megabytes say how much is kept."
        yield Finding("warehouse", "raw pages", State.NOTE, said, remedy)
    if count := count_pages_gone(con, places):
        said = f"of {count} texts the page as it came is no longer kept; the texts are"
        yield Finding("warehouse", "raw pages", State.FINE, said)
