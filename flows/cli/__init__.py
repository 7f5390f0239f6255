"""The commands: `onrecord run`, `onrecord quotes "Xi Jinping"`, and the rest.

The rule here: a command reads its arguments, calls the house, prints, and returns an exit code. It decides nothing
about the news. Nothing slow is imported before the command that needs it runs, so that `onrecord --help` is quick.

Reading order: `program` (the program and what every command takes), `exits` (exit codes, errors in one line),
`cycle` (run, serve, import), `extracting` (extract), `asking`, `quoting` (quotes), `covering` (events, trends) and
`questions` (sql, feeds), `articles`, `feeding` (feeds add and the rest, by `feed_finding`), `shell`, `tracking`
(figures, rules), `alerting` (alerts), `judging` (quotes fix, entities), `reprocessing`, `rebuilding`, `care` (doctor,
whose findings are in `doctor` and a module for each subject). How it looks: `credits` (whom words are credited to, and
how sure that is), `quoted`, `found`, `listings`, `feed_listing`, `feed_reports`, `editions` (articles), `trending`,
`wordings`, `back_tests`, `summary`, on `tables`; how it is written to files: `exporting`.
"""

import io
import os
import sys
from collections.abc import Sequence


def main(tokens: Sequence[str] | None = None) -> int:
    """The exit code of one command line; `tokens` are its words, by default those this process was started with."""
    from flows.cli import exits

    words = sys.argv[1:] if tokens is None else tokens
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a text from outside may hold what no encoding has
    try:
        from flows.cli.program import start

        code = start(words)
        sys.stdout.flush()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else exits.FINE
    except BrokenPipeError:
        return _reader_left()
    except (Exception, KeyboardInterrupt) as error:
        if exits.is_debugging(words):
            raise
        return exits.tell(error)
    return code


def _reader_left() -> int:
    """Fine: whoever read our output (`| head`) has had enough. Python must not complain about it when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
