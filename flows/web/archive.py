"""Raw pages and feeds as WARC: what came, as it came, readable by the tools of the archives.

A record is a gzip member of its own, flushed and fsynced before its pointer is handed out. A run never appends to the
file of another: whatever a kill tears is the end of one file, and all records before it are whole.
"""

import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from extractors.records import RawPointer

_PIECE = 1_048_576
_MAX_BYTES = 500_000_000  # of one file; then the next one is begun
# Of the delivered form, which is not what is kept: the body is kept unpacked, and cookies are no part of a page.
_NOT_KEPT = {"transfer-encoding", "content-length", "set-cookie", "connection", "keep-alive"}
_RENAMED = {"content-encoding": "X-Archive-Orig-Content-Encoding"}


class ArchiveError(OSError):
    """The archive cannot be written; the message names file, cause and remedy."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came: `address` is where it came from, `requested` what was asked for. Neither holds credentials."""

    address: str
    requested: str
    purpose: str  # feed, page
    feed_id: str | None
    at: datetime
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def content_type(self) -> str | None:
        """The stated type, as in `text/html; charset=utf-8`."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)


class Archive:
    """The folder of WARC files. One object writes one file at a time, its own; it may be used from many threads."""

    def __init__(self, folder: Path, *, max_bytes: int = _MAX_BYTES) -> None:
        self.folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._name = ""
        self._day = ""

    def keep(self, response: Response) -> RawPointer:
        """Where the response is kept from now on. Raises ArchiveError."""
        with self._lock:
            try:
                out = self._current(response.at)
                record_id = _write(out, response)
                out.flush()
                os.fsync(out.fileno())
            except OSError as error:
                where = self.folder / self._name
                self._abandon()
                raise ArchiveError(
                    f"{where}: {error.strerror or error}. Make room there, or give this user leave to write."
                ) from error
            return RawPointer(self._name, record_id)

    def close(self) -> None:
        """Nothing; the file is closed. A later response begins a new one."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def _current(self, at: datetime) -> BinaryIO:
        day = f"{at.astimezone(UTC):%Y%m%d}"
        if self._file is not None and day == self._day and self._file.tell() < self._max_bytes:
            return self._file
        if self._file is not None:
            self._file.close()
        self._file, self._day = self._begun(day), day
        return self._file

    def _abandon(self) -> None:
        """Nothing; the next response begins a file of its own: behind a torn record nothing is found again."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # what could not be written is given up, and cannot be written on closing either
                file.close()

    def _begun(self, day: str) -> BinaryIO:
        """A new file of that day, its name taken by nobody else."""
        self.folder.mkdir(parents=True, exist_ok=True)
        number = 1 + max((_number(path) for path in self.folder.glob(f"{day}-*.warc.gz")), default=0)
        while True:
            self._name = f"{day}-{number:05d}.warc.gz"
            try:
                out = (self.folder / self._name).open("xb")
            except FileExistsError:
                number += 1  # another process took it just now
                continue
            _sync_folder(self.folder)
            return out


def read_archive(path: Path) -> Iterator[tuple[str, Response]]:
    """The responses of one WARC file with their record ids, in their order.

    A torn end, which a kill leaves, ends the reading; all records before it come.
    """
    from warcio.archiveiterator import ArchiveIterator

    for member in _whole_members(path):
        for record in ArchiveIterator(BytesIO(member)):
            if record.rec_type in ("response", "resource"):
                yield (
                    record.rec_headers.get_header("WARC-Record-ID") or "",
                    _read(record, record.content_stream().read()),
                )


def _whole_members(path: Path) -> Iterator[bytes]:
    """The gzip members of the file, unpacked, as far as they are whole: warcio would read on into a torn one."""
    with path.open("rb") as file:
        unpacker, unpacked = zlib.decompressobj(wbits=31), bytearray()
        while piece := file.read(_PIECE):
            while piece:
                try:
                    unpacked += unpacker.decompress(piece)
                except zlib.error:
                    return
                piece = unpacker.unused_data
                if unpacker.eof:
                    yield bytes(unpacked)
                    unpacker, unpacked = zlib.decompressobj(wbits=31), bytearray()


def _write(out: BinaryIO, response: Response) -> str:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(out, gzip=True)
    headers = [
        (_RENAMED.get(name.lower(), name), _header_value(value))
        for name, value in response.headers
        if name.lower() not in _NOT_KEPT
    ]
    status = StatusAndHeaders(
        f"{response.status} {_header_value(response.reason)}".strip(),
        [*headers, ("Content-Length", str(len(response.body)))],
        protocol="HTTP/1.1",
    )
    record = writer.create_warc_record(
        response.address,
        "response",
        payload=BytesIO(response.body),
        length=len(response.body),
        http_headers=status,
        warc_headers_dict={
            "WARC-Date": f"{response.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            "OnRecord-Requested": response.requested,
            "OnRecord-Purpose": response.purpose,
            **({"OnRecord-Feed": response.feed_id} if response.feed_id else {}),
        },
    )
    writer.write_record(record)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _read(record: Any, body: bytes) -> Response:
    header = record.rec_headers.get_header
    address = header("WARC-Target-URI") or ""
    http = record.http_headers
    stated_type = header("Content-Type") or "" if http is None else None
    return Response(
        address=address,
        requested=header("OnRecord-Requested") or address,
        purpose=header("OnRecord-Purpose") or "page",
        feed_id=header("OnRecord-Feed"),
        at=_time(header("WARC-Date")),
        status=int(http.get_statuscode()) if http is not None and http.get_statuscode().isdigit() else 200,
        reason=http.statusline.partition(" ")[2] if http is not None else "",
        headers=tuple(http.headers) if http is not None else (("Content-Type", stated_type or ""),),
        body=body,
    )


def _time(text: str | None) -> datetime:
    at = datetime.fromisoformat(text) if text else datetime(1970, 1, 1, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _header_value(value: str) -> str:
    """The value in one line of ASCII, which a header is."""
    return " ".join(value.encode("ascii", "backslashreplace").decode("ascii").split())


def _number(path: Path) -> int:
    number = path.name.removesuffix(".warc.gz").rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _sync_folder(folder: Path) -> None:
    # so that the new file's name survives a power cut, too
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
