"""The records of a WARC file: how what came is written as one, and read again. WARC 1.1, a gzip member for each record.

See the standard, ISO 28500:2017 (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/).
What other tools know has their names; what only we need has names that begin with `OnRecord-`, which they pass over.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote

_PIECE = 1_048_576
_LEVEL = 4  # of gzip: news pages take a twentieth more room than at level 6, in three fifths of the time
_SOFTWARE = "On Record"
_VERSION = "WARC/1.1"
_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
# Of the delivered form, which is not what is kept: the body is kept unpacked, and cookies are no part of a page.
_NOT_KEPT = {"transfer-encoding", "content-length", "set-cookie", "connection", "keep-alive"}
_RENAMED = {"content-encoding": "X-Archive-Orig-Content-Encoding"}
_KINDS = {"import": "resource", "seed": "resource", "load": "metadata"}  # all else was answered by a server


@dataclass(frozen=True, slots=True)
class Response:
    """What came: `address` is where it came from, `requested` what was asked for. Neither holds credentials.

    An import has no status and no headers but its type; `source` and `external_id` say where it stood.
    """

    address: str
    requested: str
    purpose: str  # feed, page; import, seed; load
    feed_id: str | None
    at: datetime
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source: str | None = None
    external_id: str | None = None

    @property
    def content_type(self) -> str | None:
        """The stated type, as in `text/html; charset=utf-8`."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)


def resource(
    address: str,
    purpose: str,
    at: datetime,
    body: bytes,
    content_type: str,
    *,
    source: str | None = None,
    external_id: str | None = None,
) -> Response:
    """What no server answered: an imported document or line, or what we say of what was taken in."""
    headers = (("Content-Type", content_type),)
    return Response(address, address, purpose, None, at, 200, "", headers, body, source, external_id)


# --- writing ----------------------------------------------------------------------------------------------------------


def write_info(out: BinaryIO, name: str) -> None:
    """Nothing; the record that says who made the file, which comes first, is written."""
    writer = _writer()
    about = {"software": _SOFTWARE, "format": "WARC File Format 1.1", "conformsTo": _CONFORMS_TO}
    _write(out, writer, writer.create_warcinfo_record(name, about))


def write(out: BinaryIO, response: Response) -> str:
    """The id of the record that was written."""
    kind = _KINDS.get(response.purpose, "response")
    writer = _writer()
    record = writer.create_warc_record(
        response.address,
        kind,
        payload=BytesIO(response.body),
        length=len(response.body),
        http_headers=_http(response) if kind == "response" else None,
        warc_content_type="" if kind == "response" else response.content_type or "application/octet-stream",
        warc_headers_dict=_headers(response),
    )
    _write(out, writer, record)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _writer() -> Any:
    from warcio.warcwriter import BufferWARCWriter

    return BufferWARCWriter(gzip=False, warc_version=_VERSION)


def _write(out: BinaryIO, writer: Any, record: Any) -> None:
    """Nothing; the record is a member of its own, in one write. warcio itself packs at level 9, in thrice the time."""
    writer.write_record(record)
    out.write(zlib.compress(writer.get_contents(), _LEVEL, wbits=31))


def _http(response: Response) -> Any:
    from warcio.statusandheaders import StatusAndHeaders

    headers = [
        (_RENAMED.get(name.lower(), name), _header_value(value))
        for name, value in response.headers
        if name.lower() not in _NOT_KEPT
    ]
    return StatusAndHeaders(
        f"{response.status} {_header_value(response.reason)}".strip(),
        [*headers, ("Content-Length", str(len(response.body)))],
        protocol="HTTP/1.1",
    )


def _headers(response: Response) -> dict[str, str]:
    """Names and values of our own, and the time. A name of a file may hold anything: it is percent-encoded."""
    ours = {
        "WARC-Date": f"{response.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "OnRecord-Requested": response.requested,
        "OnRecord-Purpose": response.purpose,
        "OnRecord-Feed": response.feed_id or "",
        "OnRecord-Source": quote(response.source or "", errors="replace"),
        "OnRecord-External-Id": quote(response.external_id or "", errors="replace"),
    }
    return {name: value for name, value in ours.items() if value}


def _header_value(value: str) -> str:
    """The value in one line of ASCII, which a header is."""
    return " ".join(value.encode("ascii", "backslashreplace").decode("ascii").split())


# --- reading ----------------------------------------------------------------------------------------------------------


def read_records(path: Path) -> Iterator[tuple[str, Response]]:
    """The responses and resources of one file with their record ids, in their order.

    A torn end, which a kill leaves, ends the reading; all records before it come.
    """
    for member, _ in members(path):
        yield from _records(member)


def read_at(path: Path, offset: int) -> tuple[str, Response] | None:
    """The record of the member that begins at that byte of the file, with its id; None where there is none."""
    for member, _ in members(path, offset):
        return next(_records(member), None)
    return None


def whole_length(path: Path) -> int:
    """How many bytes of the file are whole members: all, unless its end was torn off."""
    end = 0
    for _, end in members(path):  # noqa: B007 - the last is wanted
        pass
    return end


def members(path: Path, offset: int = 0) -> Iterator[tuple[bytes, int]]:
    """The gzip members from there on, unpacked, and where each ends, as far as they are whole.

    warcio by itself would read on into a torn one.
    """
    with path.open("rb") as file:
        file.seek(offset)
        unpacker, unpacked = zlib.decompressobj(wbits=31), bytearray()
        while piece := file.read(_PIECE):
            while piece:
                try:
                    unpacked += unpacker.decompress(piece)
                except zlib.error:
                    return
                piece = unpacker.unused_data
                if unpacker.eof:
                    yield bytes(unpacked), file.tell() - len(piece)
                    unpacker, unpacked = zlib.decompressobj(wbits=31), bytearray()


def _records(member: bytes) -> Iterator[tuple[str, Response]]:
    from warcio.archiveiterator import ArchiveIterator

    for record in ArchiveIterator(BytesIO(member)):
        if record.rec_type in ("response", "resource", "metadata"):
            record_id = record.rec_headers.get_header("WARC-Record-ID") or ""
            yield record_id, _read(record, record.content_stream().read())


def _read(record: Any, body: bytes) -> Response:
    header = record.rec_headers.get_header
    address = header("WARC-Target-URI") or ""
    http = record.http_headers
    stated_type = header("Content-Type") or "" if http is None else None
    return Response(
        address=address,
        requested=header("OnRecord-Requested") or address,
        purpose=header("OnRecord-Purpose") or ("load" if record.rec_type == "metadata" else "page"),
        feed_id=header("OnRecord-Feed"),
        at=_time(header("WARC-Date")),
        status=int(http.get_statuscode()) if http is not None and http.get_statuscode().isdigit() else 200,
        reason=http.statusline.partition(" ")[2] if http is not None else "",
        headers=tuple(http.headers) if http is not None else (("Content-Type", stated_type or ""),),
        body=body,
        source=_unquoted(header("OnRecord-Source")),
        external_id=_unquoted(header("OnRecord-External-Id")),
    )


def _unquoted(value: str | None) -> str | None:
    return unquote(value) if value else None


def _time(text: str | None) -> datetime:
    at = datetime.fromisoformat(text) if text else datetime(1970, 1, 1, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
