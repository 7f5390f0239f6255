"""A file replaced in one step: whoever reads it sees the old one or the new one, also after a power cut."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from flows.files.checked import SeedsError


def replace_file(path: Path, body: bytes, *, mode: int = 0o644) -> None:
    """Nothing; the file holds `body`. It keeps its permissions; a new one gets `mode`. A link leads where it led.

    Raises SeedsError where it cannot be written.
    """
    target = path.resolve()
    try:
        kept = target.stat().st_mode & 0o7777 if target.exists() else mode
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(body)
                out.flush()
                os.fchmod(out.fileno(), kept)
                os.fsync(out.fileno())
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        _settle(target.parent)
    except OSError as error:
        raise SeedsError(
            f"{path}: cannot be written: {error.strerror or error}. "
            "Give this user leave to write there, make room, or name another file."
        ) from None


def _settle(folder: Path) -> None:
    """Nothing; the folder's entries are on the disk, on systems that can be asked for it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
