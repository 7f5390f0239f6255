"""WARC files from outside: the pages in them, a record at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extractors.records import Problem
from flows.files.reading import Stream

_LARGEST_PAGE = 10_000_000  # bytes, after unpacking
_PAGES = ("", "text/html", "application/xhtml+xml")  # what says nothing may be a page
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page as a WARC file holds it."""

    record_id: str
    address: str
    content_type: str | None
    body: bytes


class _Available:
    """Reads what is there without waiting for more: of a file that was cut off, all that it has."""

    def __init__(self, file: Stream) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end."""
        return self._file.read1(size)


def page_records(file: Stream, thing: str) -> Iterator[PageRecord | Problem]:
    """The pages of an unpacked WARC file, in order: every response with a status of 2xx that may be HTML.

    A page that cannot be used is a Problem in its place; where the file itself is damaged, one more ends it.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(_Available(file)):
            if record.rec_type == "response" and _is_page(record):
                yield _page_record(record)
    except (ArchiveLoadFailed, ValueError) as error:
        cause = next((line.strip() for line in str(error).splitlines() if line.strip()), "it is no WARC file")
        yield Problem(thing, "damaged", cause, "What came before is taken. Get a whole copy and import again.")


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if headers is None or not str(headers.get_statuscode()).startswith("2"):
        return False
    return (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower() in _PAGES


def _page_record(record: Any) -> PageRecord | Problem:
    address = str(record.rec_headers.get_header("WARC-Target-URI") or "")
    packing = (record.http_headers.get_header("Content-Encoding") or "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        cause = f"its content is packed with {packing[:20]}, which is not read"
        return Problem(address, "encoding of content", cause, "Record it again without, or import it as HTML.")
    body = _bytes_of(record.content_stream())
    if len(body) > _LARGEST_PAGE:
        cause = f"larger than {_LARGEST_PAGE // 1_000_000} MB"
        return Problem(address, "too large", cause, "Nothing to do here: no article is that long.")
    return PageRecord(
        record_id=str(record.rec_headers.get_header("WARC-Record-ID") or address),
        address=address,
        content_type=record.http_headers.get_header("Content-Type"),
        body=body,
    )


def _bytes_of(stream: Any) -> bytes:
    """The stream's bytes, as far as a page may be large, and a little more: a small file can unpack to anything."""
    pieces: list[bytes] = []
    count = 0
    while count <= _LARGEST_PAGE and (piece := stream.read(_PIECE)):
        pieces.append(piece)
        count += len(piece)
    return b"".join(pieces)
