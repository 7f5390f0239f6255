"""The program `onrecord`: its name, what every command takes, and how a command line is started."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Group, Parameter

from flows.cli.exits import FINE, USAGE, Stop
from flows.language import one_core_each

WORK = Group("Work", sort_key=1)
QUESTIONS = Group("Questions", sort_key=2)
CARE = Group("Care", sort_key=3)

Json = Annotated[bool, Parameter(name="--json", negative=(), show_default=False)]

_ABOUT = "On Record watches the news: who said what, when, about which event, and who reported it."
_CODES = """\
Start with:   onrecord run

Exit codes:   0 fine, 1 what was asked failed, 2 wrong use or setting,
              3 another process has it, 4 nothing published yet, 130 interrupted
Settings:     onrecord.toml in this folder, or ONRECORD_* variables: README.md
"""

app = App(
    name="onrecord",
    help=_ABOUT,
    help_format="plaintext",
    help_epilogue=_CODES,
    version_flags=["--version"],
    version=lambda: _version(),
)
app.meta.group_parameters = Group("Every command", sort_key=90)
app.meta.suppress_keyboard_interrupt = app.suppress_keyboard_interrupt = False
for command in ("--help", "--version"):
    app[command].group = CARE


def _version() -> str:
    from importlib.metadata import version

    return version("onrecord")


@app.meta.default
def _launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    warehouse: Path | None = None,
    debug: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
) -> int | None:
    """The exit code of the command that the tokens name, once what every command takes has been seen to.

    Args:
        tokens: the command and its own words
        warehouse: the database; all else is kept beside it [ONRECORD_WAREHOUSE, else data/onrecord.duckdb]
        debug: show where an error happened [ONRECORD_DEBUG]
    """
    if warehouse is not None:
        _use_warehouse(warehouse)
    if debug:
        os.environ["ONRECORD_DEBUG"] = "1"
    one_core_each()
    code: int | None = app(tokens, exit_on_error=False, print_error=False, result_action="return_value")
    return code


def _use_warehouse(path: Path) -> None:
    """Make this process and all that it starts use that warehouse: through the variable that the settings read."""
    if path.is_dir():
        raise Stop(
            f"--warehouse {path}: this is a folder. Name a file in it, such as {path / 'onrecord.duckdb'}.", USAGE
        )
    os.environ["ONRECORD_WAREHOUSE"] = str(path.absolute())
    from flows.settings import settings

    settings.cache_clear()


def _no_option(word: str) -> str:
    """The word, behind a space where it starts like an option but is none: `-`, or SQL that opens with a comment.

    (A parameter that allows a leading hyphen is no way out: it would take `--warehouse` for its value.)
    """
    return f" {word}" if word == "-" or re.match(r"-[^=\s]*\s", word) else word


def start(words: Sequence[str]) -> int:
    """The exit code of one command line. A wrong one is a `Stop` that says how it is used."""
    from flows.cli import (  # noqa: F401 - each brings its commands to `app`
        alerting,
        articles,
        care,
        covering,
        cycle,
        extracting,
        judging,
        questions,
        quoting,
        rebuilding,
        reprocessing,
        shell,
        tracking,
    )

    try:
        code = app.meta(
            [_no_option(word) for word in words], exit_on_error=False, print_error=False, result_action="return_value"
        )
    except CycloptsError as error:
        named = [word for word in words if word in app][:1]
        usage = " ".join(["onrecord", *named, "--help"])
        raise Stop(f"{' '.join(str(error).split())} See: {usage}", USAGE) from error
    return FINE if code is None else int(code)
