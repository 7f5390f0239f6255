"""What is going on, told a line at a time: to a person at the terminal, or to Prefect's log where there is none."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from extractors.messages.cleaning import one_line

Say = Callable[[str], None]

_QUIET_SECONDS = 15.0  # where nothing can be redrawn, the last line is repeated after this much silence
_LOG = logging.getLogger("onrecord.progress")
_say: list[Say] = []  # the innermost listener is last


def tell(line: str) -> None:
    """Nothing; the line goes to whoever listens, else to the log of the flow run."""
    if _say:
        _say[-1](line)
    else:
        _LOG.info(line)


def is_followed() -> bool:
    """Whether somebody follows this process's progress, and will see what it comes to in the end."""
    return bool(_say)


@contextmanager
def reporting(say: Say) -> Iterator[None]:
    """A while during which `say` gets every line."""
    _say.append(say)
    try:
        yield
    finally:
        _say.pop()


@contextmanager
def saying() -> Iterator[None]:
    """A while during which lines are shown on standard error: one status line that is redrawn, or plain lines."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    if not console.is_terminal:
        with _Lines() as lines, reporting(lines.show):
            yield
        return
    with console.status("Starting…") as status, reporting(lambda line: status.update(Text(f"{_shown(line)}…"))):
        yield


class _Lines:
    """Plain lines on standard error for logs and pipes; never silent for long, never a flood."""

    def __init__(self) -> None:
        self._line = ""
        self._shown_at = self._began_at = time.monotonic()
        self._is_over = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._repeat, daemon=True, name="onrecord-progress")

    def __enter__(self) -> "_Lines":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def show(self, line: str) -> None:
        """Nothing; a new subject is printed at once, another count of the same subject after a while."""
        with self._turn:
            is_same = _subject(line) == _subject(self._line)
            if not is_same:
                self._began_at = time.monotonic()
            self._line = line
            if not is_same or time.monotonic() - self._shown_at >= _QUIET_SECONDS:
                self._print(line)

    def _repeat(self) -> None:
        while not self._is_over.wait(0.5):
            with self._turn:
                if self._line and time.monotonic() - self._shown_at >= _QUIET_SECONDS:
                    self._print(f"{self._line} ({time.monotonic() - self._began_at:.0f} s)")

    def _print(self, line: str) -> None:
        self._shown_at = time.monotonic()
        sys.stderr.write(f"{_shown(line)}\n")
        sys.stderr.flush()


def _shown(line: str) -> str:
    """A line as a terminal may have it: it may name what a stranger called a file or a feed."""
    return one_line(line)


def _subject(line: str) -> str:
    """A line without its figures: `Reading articles 40 of 312` and `… 80 of 312` are about the same thing."""
    return "".join(character for character in line if not character.isdigit())
