"""The command `shell`: SQL asked one query after the other, of the newest published copy."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.cli.asking import published
from flows.cli.exits import FINE, Stop, is_of_duckdb
from flows.cli.program import QUESTIONS, app

if TYPE_CHECKING:
    from warehouse.connection import Connection

_SHELL = """\
Examples:
  onrecord shell
  onrecord shell < my-queries.sql
  echo "from most_quoted limit 10;" | onrecord shell
  duckdb -readonly "$(onrecord shell --print-path)"

Where DuckDB's own command line, `duckdb`, is on the path, it is started on the copy;
it goes on showing that copy. The prompt of our own (--plain) tells when a newer one
has been published, and .refresh takes it.
"""
_HELP = """\
A query ends with a semicolon, over as many lines as you like.
  .tables    tables, views and macros, and what one row of each is
  .refresh   take the newest copy; what you made in this one (temporary tables) goes
  .help      this
  .quit      leave; so does Ctrl-D"""
_TABLES = """
select view_name as name, comment from duckdb_views() where not internal
union all
select table_name, comment from duckdb_tables() where not internal and not temporary
union all
select function_name, comment from duckdb_functions() where not internal and comment is not null
order by name"""
_MOST_ROWS = 200  # shown of one answer at the prompt: nobody scrolls through more; a pipe gets all
_HISTORY_LINES = 1000
_PROGRAM = "duckdb"

_Flag = Annotated[bool, Parameter(negative=(), show_default=False)]


@app.command(group=QUESTIONS, help_epilogue=_SHELL)
def shell(*, plain: _Flag = False, print_path: _Flag = False) -> int:
    """Ask in SQL, one query after the other; nothing that is asked can hold up or change the pipeline.

    Args:
        plain: the prompt of our own, even where `duckdb` is on the path
        print_path: print where the newest copy is, for other programs, and leave
    """
    newest = _newest()
    if print_path:
        print(newest)
        return FINE
    if not sys.stdin.isatty():
        return _asked_in_a_row(sys.stdin.read())
    if program := None if plain else shutil.which(_PROGRAM):
        return subprocess.run([program, "-readonly", str(newest)], check=False).returncode  # noqa: S603 - the user's own
    return _Prompt().ask()


def _newest() -> Path:
    """The newest copy itself: under the link's name, a process that has an older one open would go on seeing that."""
    from warehouse.connection import newest_copy

    return newest_copy(published()).absolute()


def _asked_in_a_row(text: str) -> int:
    """Fine, once all queries are answered; the first one with a mistake is where it stops."""
    from warehouse.connection import reading

    with reading(published()) as con, _complaints():
        for query in _queries(con, text):
            _show(con, query, most=None)
    return FINE


@contextlib.contextmanager
def _complaints() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not is_of_duckdb(error):
            raise
        raise Stop(f"the query: {' '.join(str(error).split())}") from error


def _queries(con: "Connection", text: str) -> tuple[str, ...]:
    from warehouse.questions import queries_of

    return queries_of(con, text)


def _show(con: "Connection", query: str, most: int | None) -> None:
    """Print the answer to one query; of a long one, at most so many rows, and that there are more."""
    from flows.cli.tables import print_table
    from warehouse.questions import run_sql

    table = run_sql(con, query, most=None if most is None else most + 1)
    if not table.columns:
        return
    print_table(table.columns, table.rows[:most])
    if most is not None and len(table.rows) > most:
        print(f"… and more: these are the first {most} rows. `limit` and `order by` choose which.")


class _Prompt:
    """The prompt of our own, on one copy until `.refresh`."""

    def __init__(self) -> None:
        self.copy = _newest()
        self.open = contextlib.ExitStack()
        self.told: Path | None = None  # the newer copy that was told of

    def ask(self) -> int:
        """Fine, when the person has left."""
        from warehouse.connection import reading

        print(f"On Record: {self.copy}\nNothing here can be changed. A query ends with a semicolon; .help says more.")
        with _history(published().with_suffix("").with_suffix(".shell-history")), self.open:
            con = self.open.enter_context(reading(published()))
            while (words := self._words()) is not None:
                if words == ".refresh":
                    self.open.close()
                    self.copy = _newest()
                    con = self.open.enter_context(reading(published()))
                    print(f"Now on {self.copy.name}.")
                elif words.startswith("."):
                    if self._is_end(con, words):
                        break
                else:
                    self._answer(con, words)
        return FINE

    def _words(self) -> str | None:
        """A whole query, or a word with a dot in front; None when there is no more."""
        lines: list[str] = []
        self._tell_of_newer()
        while True:
            try:
                line = input("...> " if lines else "sql> ")
            except EOFError:
                print()
                return None
            except KeyboardInterrupt:  # what was begun is dropped
                print()
                lines = []
                continue
            if not lines and (line.startswith(".") or not line.strip()):
                if line.strip():
                    return line.strip()
                continue
            lines.append(line)
            if line.rstrip().endswith(";"):
                return "\n".join(lines)

    def _tell_of_newer(self) -> None:
        newest = _newest()
        if newest not in {self.copy, self.told}:
            self.told = newest
            print("A newer copy has been published: .refresh takes it.")

    def _is_end(self, con: "Connection", word: str) -> bool:
        if word in {".quit", ".exit"}:
            return True
        if word == ".tables":
            self._answer(con, _TABLES)
        else:
            print(_HELP if word == ".help" else f"{word}: no such word.\n{_HELP}")
        return False

    def _answer(self, con: "Connection", words: str) -> None:
        from flows.cli.tables import clean

        try:
            for query in _queries(con, words):
                _show(con, query, most=_MOST_ROWS)
        except KeyboardInterrupt:
            print("interrupted")
        except Exception as error:
            if not is_of_duckdb(error):
                raise
            for line in str(error).splitlines():  # as they are: a mark below a line says where the mistake is
                print("".join(sign if sign.isprintable() else " " for sign in line) if clean(line) else "")


@contextlib.contextmanager
def _history(file: Path) -> Iterator[None]:
    """The lines of earlier sessions at the arrow keys, and this session's kept; none where there is no readline."""
    try:
        import readline
    except ImportError:
        yield
        return
    with contextlib.suppress(OSError):
        readline.read_history_file(file)
    readline.set_history_length(_HISTORY_LINES)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            readline.write_history_file(file)
            file.chmod(0o600)
