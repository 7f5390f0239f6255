"""Raw pages, feeds and imports as WARC: what came, as it came, readable by the tools of the archives.

A record is a gzip member of its own, flushed and fsynced before its pointer is handed out. A run never appends to the
file of another: whatever a kill tears is the end of one file, and all records before it are whole. (`archive_care`
mends such an end.) Files are of one day and of bounded size; each opens with a record that says who made it.
"""

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from extractors.records import RawPointer
from flows.web.warc import Response, read_records, resource, whole_length, write, write_info

MEGABYTE = 1_000_000
_MAX_BYTES = 500 * MEGABYTE  # of one file; then the next one is begun
ENDING = ".warc.gz"

_sound: dict[Path, int] = {}  # files that this process has found whole, or written: as far as that


class ArchiveError(OSError):
    """The archive cannot be written; the message names file, cause and remedy."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a record is: its pointer, and the byte of the file at which it begins."""

    raw: RawPointer
    offset: int


class Archive:
    """The folder of WARC files. One object writes one file at a time, its own; it may be used from many threads.

    With `goes_on` it goes on with the day's last file where that is whole: for those who hold a lock of their own,
    and write so little at a time that each time would be a file.
    """

    def __init__(self, folder: Path, *, max_bytes: int = _MAX_BYTES, goes_on: bool = False) -> None:
        self.folder = folder
        self._max_bytes = max_bytes
        self._goes_on = goes_on
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._name = ""
        self._day = ""

    def keep(self, response: Response) -> RawPointer:
        """Where the response is kept from now on. Raises ArchiveError."""
        return self.keep_all((response,))[0].raw

    def keep_all(self, responses: Sequence[Response]) -> tuple[Kept, ...]:
        """Where each of them is kept from now on: forced to the disk together. Raises ArchiveError."""
        with self._lock:
            try:
                kept = [self._written(response) for response in responses]
                self._force()
            except OSError as error:
                where = self.folder / self._name
                self._abandon()
                raise ArchiveError(
                    f"{where}: {error.strerror or error}. Make room there, or give this user leave to write."
                ) from error
            return tuple(kept)

    def close(self) -> None:
        """Nothing; the file is closed. A later response begins a new one."""
        with self._lock:
            self._end()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def _written(self, response: Response) -> Kept:
        out = self._current(response.at)
        offset = out.tell()
        return Kept(RawPointer(self._name, write(out, response)), offset)

    def _force(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            _sound[self.folder / self._name] = self._file.tell()

    def _current(self, at: datetime) -> BinaryIO:
        day = f"{at.astimezone(UTC):%Y%m%d}"
        if self._file is not None and day == self._day and self._file.tell() < self._max_bytes:
            return self._file
        if self._file is not None:
            self._force()
            self._end()
        self._file, self._day = (self._last(day) if self._goes_on else None) or self._begun(day), day
        return self._file

    def _end(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _abandon(self) -> None:
        """Nothing; the next response begins a file of its own: behind a torn record nothing is found again."""
        _sound.pop(self.folder / self._name, None)
        with suppress(OSError):  # what could not be written is given up, and cannot be written on closing either
            self._end()

    def _begun(self, day: str) -> BinaryIO:
        """A new file of that day, its name taken by nobody else."""
        self.folder.mkdir(parents=True, exist_ok=True)
        number = 1 + max((_number(path) for path in self.folder.glob(f"{day}-*{ENDING}*")), default=0)
        while True:
            self._name = f"{day}-{number:05d}{ENDING}"
            try:
                out = (self.folder / self._name).open("xb")
            except FileExistsError:
                number += 1  # another process took it just now
                continue
            is_owned(out)
            _sync_folder(self.folder)
            write_info(out, self._name)
            return out

    def _last(self, day: str) -> BinaryIO | None:
        """The last file of that day, at its end; None where there is none, or it is full, torn or another's."""
        path = max(self.folder.glob(f"{day}-*{ENDING}"), default=None)
        if path is None or path.stat().st_size >= self._max_bytes:
            return None
        out = path.open("ab")
        size = path.stat().st_size
        if not is_owned(out) or (_sound.get(path) != size and whole_length(path) != size):
            out.close()
            return None
        self._name = path.name
        return out


def is_owned(file: BinaryIO) -> bool:
    """Whether the file is this process's to write now; it is until it is closed, or the process has ended."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: there is nobody to be told from
    return True


def warc_files(folder: Path) -> tuple[Path, ...]:
    """The WARC files of the folder, oldest first."""
    return tuple(sorted(folder.glob(f"*{ENDING}")))


def read_archive(path: Path) -> Iterator[tuple[str, Response]]:
    """The responses of one WARC file with their record ids, in their order; see `flows.web.warc.read_records`."""
    return read_records(path)


def _number(path: Path) -> int:
    number = path.name.partition(ENDING)[0].rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _sync_folder(folder: Path) -> None:
    # so that the new file's name survives a power cut, too
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = [
    "ENDING",
    "MEGABYTE",
    "Archive",
    "ArchiveError",
    "Kept",
    "Response",
    "read_archive",
    "resource",
    "warc_files",
]
