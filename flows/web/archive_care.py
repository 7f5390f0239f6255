"""The archive looked after: ends that a kill tore are mended, and files that are older than wanted are removed.

A file that a live process writes is left alone: its writer holds the system's lock on it, which goes with the process.
"""

import json
import logging
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flows.web.archive import MEGABYTE, is_owned, warc_files
from flows.web.warc import whole_length

_TORN = ".torn"
_LOOKED_AT = ".looked-at.json"  # sizes of the files that are known to be whole, so that each is read once
_MOST_BYTES = 2000 * MEGABYTE  # read at one start: the newest files first, the others at the next

_log = logging.getLogger("onrecord.archive")


@dataclass(frozen=True, slots=True)
class Mended:
    """A file that lost its torn end: `count_bytes` of it, which lie beside it under the name of `torn`."""

    file: Path
    torn: Path
    count_bytes: int

    def __str__(self) -> str:
        return (
            f"{self.file}: its end was torn off, by a kill or a power cut; {self.count_bytes} bytes that are no whole "
            f"record were moved to {self.torn.name}, and all records before them are whole"
        )


# --- torn ends --------------------------------------------------------------------------------------------------------


def mend(folder: Path) -> tuple[Mended, ...]:
    """The files of the folder, and of those in it, that had a torn end and have none any more; told in the log."""
    folders = [folder, *(path for path in folder.glob("*") if path.is_dir())] if folder.is_dir() else []
    mended = tuple(one for place in folders for one in _mend(place))
    for one in mended:
        _log.warning("%s.", one)
    return mended


def torn_ends(folder: Path) -> tuple[Path, ...]:
    """The torn ends that were put aside."""
    return tuple(sorted(folder.rglob(f"*{_TORN}")))


def _mend(folder: Path) -> Iterator[Mended]:
    known, read = _looked_at(folder), 0
    whole = {file.name: known[file.name] for file in warc_files(folder) if known.get(file.name) == _size(file)}
    for file in reversed(warc_files(folder)):
        if file.name in whole or read > _MOST_BYTES:
            continue
        with file.open("rb+") as owned:
            if not is_owned(owned):
                continue  # somebody is writing it
            size, end = _size(file), whole_length(file)
            read += size
            if end < size:
                yield _cut(file, end, size)
            whole[file.name] = end
    if whole != known:
        _note_looked_at(folder, whole)


def _cut(file: Path, end: int, size: int) -> Mended:
    """The file without its torn end. The end is on the disk under its other name before it is cut off."""
    torn = _free_name(file)
    with file.open("rb+") as whole:
        whole.seek(end)
        with torn.open("xb") as out:
            out.write(whole.read())
            out.flush()
            os.fsync(out.fileno())
        whole.truncate(end)
        os.fsync(whole.fileno())
    return Mended(file, torn, size - end)


def _free_name(file: Path) -> Path:
    """`NAME.torn`, or with a number where a kill in the middle of this left one, or the file was torn before."""
    names = (file.with_name(f"{file.name}{f'.{n}' if n else ''}{_TORN}") for n in range(1000))
    return next(name for name in names if not name.exists())


def _size(file: Path) -> int:
    return file.stat().st_size


def _looked_at(folder: Path) -> dict[str, int]:
    try:
        stated = json.loads((folder / _LOOKED_AT).read_text("utf-8"))
        return {str(name): int(size) for name, size in stated.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}  # lost or damaged: all is looked at again


def _note_looked_at(folder: Path, whole: Mapping[str, int]) -> None:
    new = folder / f"{_LOOKED_AT}.{os.getpid()}"
    new.write_text(json.dumps(dict(sorted(whole.items()))), "utf-8")
    new.replace(folder / _LOOKED_AT)


# --- retention --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """A file of raw pages, its day and its size in bytes."""

    file: Path
    day: date
    count_bytes: int


def held_files(folder: Path) -> tuple[Held, ...]:
    """The files of raw pages, oldest first."""
    dated = ((file, _day(file)) for file in warc_files(folder))
    return tuple(Held(file, day, _size(file)) for file, day in dated if day)


def beyond(
    files: Sequence[Held], now: datetime, *, keep_days: float, keep_bytes: int, needed: Collection[str]
) -> tuple[Held, ...]:
    """The files to remove, oldest first: older than wanted, or more than may be; 0 is no bound.

    Never one that is `needed` by name, nor one of today or yesterday: it may be written to, or its pages not be loaded.
    """
    newest = now.astimezone(UTC).date() - timedelta(days=2)
    too_much = sum(held.count_bytes for held in files) - keep_bytes if keep_bytes else 0
    gone: list[Held] = []
    for held in files:
        is_old = bool(keep_days) and now - _end_of(held.day) > timedelta(days=keep_days)
        if (is_old or too_much > 0) and held.file.name not in needed and held.day <= newest:
            gone.append(held)
            too_much -= held.count_bytes
    return tuple(gone)


def remove(files: Sequence[Held]) -> tuple[Held, ...]:
    """Those that are gone now; one that another process has open is left."""
    gone = []
    for held in files:
        with held.file.open("rb") as file:
            if is_owned(file):
                held.file.unlink()
                gone.append(held)
    return tuple(gone)


def _day(file: Path) -> date | None:
    try:
        return datetime.strptime(file.name[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None  # not a file of ours


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
