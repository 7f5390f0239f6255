"""A database's file copied whole: cloned where the file system can, else by the kernel, and synced before it counts.

Copying the file is by far the cheapest way to a second database: `copy from database` takes the rows apart and builds
every column anew (tests/benchmarks/publishing.py has the figures).
"""

import errno
import os
import shutil
from pathlib import Path

HEAD_BYTES = 3 * 4096  # a DuckDB file's three headers; a checkpoint, and nothing else, writes one of them
_PIECE_BYTES = 1 << 30
_NO_COPY_RANGE = {errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}


class CopyTorn(Exception):  # noqa: N818 - it reads as what is the case
    """The file changed while it was copied: the copy is of no use."""


def copy_database(source: Path, target: Path) -> None:
    """Nothing; `target` is, on the disk, what the file `source` was when it was last checkpointed.

    The premise: nobody checkpoints it meanwhile. Who writes without that adds blocks beyond those that the last
    checkpoint names, so that whatever of them is caught half-written belongs to nobody.

    Raises:
        CopyTorn: somebody did checkpoint it.
        OSError: the copy could not be written; nothing of it is left.
    """
    head = _head(source)
    try:
        _copy(source, target)
        if not head == _head(source) == _head(target):
            raise CopyTorn(f"{source}: it was changed by a program that knows no lock while it was copied.")
        sync(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _head(file: Path) -> bytes:
    with file.open("rb") as handle:
        return handle.read(HEAD_BYTES)


def _copy(source: Path, target: Path) -> None:
    if not hasattr(os, "copy_file_range"):
        shutil.copyfile(source, target)
        return
    with source.open("rb", buffering=0) as given, target.open("wb", buffering=0) as taken:
        try:
            while os.copy_file_range(given.fileno(), taken.fileno(), _PIECE_BYTES):
                pass
        except OSError as error:
            if error.errno not in _NO_COPY_RANGE:
                raise
            given.seek(0)
            taken.seek(0)
            shutil.copyfileobj(given, taken, 1 << 20)


def sync(path: Path) -> None:
    """All of a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
