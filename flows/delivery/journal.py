"""The journal: what cannot be derived again (deliveries, judgements, corrections), as JSON lines, append only.

Each record is one write, made at the end of the file and forced to the disk before the call returns. A write that a
crash tore leaves a damaged line: reading reports it and goes on, and the next record starts on a line of its own.
"""

import io
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extractors.records import Problem

_BLOCK = 65_536  # bytes that are read at once from the journal's end


class JournalError(OSError):
    """The journal cannot be written; the message says where and why."""


class Journal:
    """The journal at a path. It need not exist yet. Several processes may append at the same time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, record: Mapping[str, Any]) -> None:
        """Nothing: the record is on the disk. Raises JournalError where it cannot be."""
        try:
            append_line(self.path, json.dumps(dict(record)))  # in ASCII: a lone surrogate can be written, too
        except OSError as error:
            raise JournalError(
                f"{self.path}: the journal cannot be written: {error.strerror or error}. Make room or mend the rights."
            ) from error

    def read(self, holding: str = "") -> Iterator[dict[str, Any] | Problem]:
        """The records, oldest first, a line at a time; a damaged line is a problem in its place.

        Lines without the value `holding` are passed over unread: after months there are many.
        """
        wanted = json.dumps(holding).encode() if holding else b""
        if not self.path.exists():
            return
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if wanted in line and line.strip():
                    yield _record(line, f"{self.path}, line {number}")

    def read_back(self, holding: str = "") -> Iterator[dict[str, Any] | Problem]:
        """The same, newest first: only so much of the file is read as is asked for."""
        wanted = json.dumps(holding).encode() if holding else b""
        if self.path.exists():
            for line in _lines_back(self.path):
                if wanted in line and line.strip():
                    yield _record(line, str(self.path))


def _lines_back(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        end, unfinished = file.seek(0, io.SEEK_END), b""
        while end:
            begin = max(0, end - _BLOCK)
            file.seek(begin)
            unfinished, *lines = (file.read(end - begin) + unfinished).split(b"\n")
            yield from reversed(lines)
            end = begin
        yield unfinished


def _record(line: bytes, place: str) -> dict[str, Any] | Problem:
    try:
        record = json.loads(line)
    except ValueError:  # not JSON, or not UTF-8
        record = None
    if isinstance(record, dict):
        return record
    return Problem(place, "damaged", "not a whole record: a write was cut off", "Nothing is needed; it is passed over.")


def append_line(path: Path, line: str) -> None:
    """Nothing: the line is at the end of the file and on the disk. Raises OSError.

    A file that does not end in a line end was torn: the line then starts with one.
    """
    is_new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        body = (b"\n" if _is_torn(handle) else b"") + line.encode("utf-8") + b"\n"
        written = os.write(handle, body)
        if written < len(body):
            raise OSError(f"only {written} of {len(body)} bytes could be written; is the disk full?")
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _keep_name(path.parent)


def _is_torn(handle: int) -> bool:
    size = os.fstat(handle).st_size
    return size > 0 and os.pread(handle, 1, size - 1) != b"\n"


def _keep_name(folder: Path) -> None:
    """Nothing: a new file's name is on the disk, not only its content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
