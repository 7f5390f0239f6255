"""Exit codes that a script can trust, and errors in one line: the thing, the cause, the remedy."""

import os
import sys
from collections.abc import Sequence

FINE = 0
FAILED = 1  # what was asked for failed
USAGE = 2  # the command line or a setting is wrong
BUSY = 3  # another process has it
NOTHING_YET = 4  # nothing has been published yet
INTERRUPTED = 130


class Stop(Exception):  # noqa: N818 - most stops are no errors of ours
    """The command ends here, with a message for the person who called it and an exit code for the script that did."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


def is_debugging(words: Sequence[str]) -> bool:
    """Whether errors are shown with their traceback."""
    return "--debug" in words or os.environ.get("ONRECORD_DEBUG", "").strip().lower() not in {"", "0", "false", "no"}


def say(message: str) -> None:
    """Write one line about what went wrong to standard error, with nothing in it that could steer the terminal."""
    from flows.cli.tables import clean

    print(f"onrecord: {clean(message)}", file=sys.stderr)


def tell(error: BaseException) -> int:
    """The exit code for an error, after saying it in one line."""
    if isinstance(error, KeyboardInterrupt):
        say("interrupted. What was finished is kept; the same command goes on from there.")
        return INTERRUPTED
    if isinstance(error, Stop):
        say(str(error))
        return error.code
    code, message = _judge(error)
    say(message)
    return code


def _judge(error: BaseException) -> tuple[int, str]:
    """The exit code and the message for an error of another room."""
    if settings_error := _setting_said(error):
        return USAGE, settings_error
    code = _warehouse_code(error)
    if code is not None:
        return code, str(error)
    if isinstance(error, OSError):
        return FAILED, f"{error.filename or 'the system'}: {error.strerror or error}"
    if type(error).__module__.startswith(("flows", "extractors", "warehouse")):
        return FAILED, str(error)
    if is_of_duckdb(error):
        return FAILED, f"the database: {error}. onrecord doctor says how the warehouse is."
    reason = str(error) or "no reason given"
    return FAILED, f"{type(error).__name__}: {reason}. This is a fault of ours: --debug shows where it happened."


def _setting_said(error: BaseException) -> str | None:
    """What is wrong with the settings, never with the value that was given: it may be a secret."""
    import tomllib

    if isinstance(error, tomllib.TOMLDecodeError):
        return f"a TOML file (onrecord.toml, or the figures) cannot be read: {error}. Mend the line it names."
    if type(error).__name__ == "SettingsError":
        return f'{error}. A list or a table in a variable is JSON, as in ["a.example"] or {{"a.example": "10.0.0.5"}}.'
    if type(error).__name__ != "ValidationError" or not hasattr(error, "errors"):
        return None
    first = error.errors(include_input=False, include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    return f"setting {name}: {said}. Change it in onrecord.toml or ONRECORD_{name.upper()}; see README.md."


def is_of_duckdb(error: BaseException) -> bool:
    """Whether DuckDB raised it; by name, because only the warehouse imports it."""
    return any(kind.__module__ in {"duckdb", "_duckdb"} for kind in type(error).__mro__)


def _warehouse_code(error: BaseException) -> int | None:
    """The exit code of an error that the warehouse explains itself; by name, so that DuckDB is not loaded for it."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & {"WarehouseBusy", "CycleBusy", "ServeBusy"}:
        return BUSY
    if "NothingPublished" in names:
        return NOTHING_YET
    return FAILED if "WarehouseNewer" in names else None
