"""The terminal channel: alerts on standard error, since standard output is for what was asked for.

The runs of a `serve` are processes of its worker and have no terminal. What they have to show goes into a file, a JSON
line each, and `serve` shows it on the terminal that it has.
"""

import json
import os
import sys
from pathlib import Path

from extractors.invisible import visible
from flows.delivery.journal import append_line
from flows.progress import is_followed

PASSED_ON_TO = "ONRECORD_TERMINAL"
"""The variable with the path of the file that a `serve` reads; where it is not set, this process has the terminal."""


def show_alert(title: str, body: str) -> None:
    """Nothing; the alert is on the terminal. Raises OSError or ValueError where that is closed or gone."""
    if passed_on_to := os.environ.get(PASSED_ON_TO):
        append_line(Path(passed_on_to), json.dumps([title, body]))
    else:
        _print(title, body, is_brief=is_followed())


def _print(title: str, body: str, *, is_brief: bool) -> None:
    """Print an alert whole, or a line of it where a summary with its words is to follow."""
    from rich.console import Console
    from rich.text import Text

    title, body = (visible(text.replace("\r", "")) for text in (title, body))
    console = Console(file=sys.stderr, soft_wrap=not is_brief)  # long lines stay whole: links can be copied
    if is_brief:
        line = Text(title, style="yellow").append(f": {' '.join(body.split())}", style="default")
        line.truncate(console.width, overflow="ellipsis")
        console.print(line)
    else:
        console.print(Text(title, style="bold yellow"), Text(body), "", sep="\n")


class PassedOn:
    """The alerts that runs in the background pass on through a file, which is begun anew."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._path = path
        self._count_shown = 0  # bytes

    def show(self) -> None:
        """Nothing; those that have come since the last time are on the terminal."""
        if not self._path.exists():
            return
        with self._path.open("rb") as lines:
            lines.seek(self._count_shown)
            for line in lines:
                if not line.endswith(b"\n"):
                    return  # it is being written just now
                self._count_shown += len(line)
                _print_passed_on(line)


def _print_passed_on(line: bytes) -> None:
    try:
        title, body = json.loads(line)
    except ValueError:
        return  # the run was killed while it wrote: its delivery is not recorded, and is tried again
    _print(title, body, is_brief=False)
