"""The command `quotes`: what somebody said. Its judging half, `quotes fix`, is in `judging`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from flows.cli.asking import answer, in_utc, nothing, print_answer
from flows.cli.exits import FINE, Stop, say
from flows.cli.exporting import Export, LimitUnlessExported, export_answer, refuse_two_forms, rows_asked
from flows.cli.program import QUESTIONS, Json, app

if TYPE_CHECKING:
    from warehouse.questions import Table

_NEARLY_ALL = 0.9  # of the statements of all who bear a name: then it means that one, and the others are named
_MOST_NAMED = 4
_QUOTES = """\
Examples:
  onrecord quotes "Xi Jinping"
  onrecord quotes putin --kind direct --limit 5
  onrecord quotes guterres --since 2026-03-01 --json
  onrecord quotes "Xi Jinping" --diff
  onrecord quotes "Xi Jinping" --export xi.csv
"""

quotes_app = App(
    name="quotes",
    group=QUESTIONS,
    usage="Usage: onrecord quotes NAME [OPTIONS]\n       onrecord quotes fix QUOTE [OPTIONS]",
    help_epilogue=_QUOTES,
    help_format="plaintext",
    version_flags=[],
)
app.command(quotes_app)


@quotes_app.default
def quotes(
    name: str,
    /,
    *,
    kind: Literal["direct", "indirect", "mixed"] | None = None,
    since: datetime | None = None,
    diff: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    limit: LimitUnlessExported = None,
    json: Json = False,
    export: Export = None,
) -> int:
    """Show what somebody said, and who reported it, the newest first.

    Args:
        name: a figure's key, or the name or any alias of somebody; with --diff also a statement's id
        kind: only direct, indirect or mixed ones
        since: only what was reported since then; a date, or a time (UTC where it names no zone)
        diff: statements that were reported in several wordings, and what differs word by word
        limit: show at most so many [20; all with --export]; pieces count as one utterance, but with --json
        json: one line of JSON a quote, or with --diff a wording
        export: write them to this file, .csv, .json, .jsonl or .parquet, with link and span
    """
    refuse_two_forms(export, json=json)
    most = rows_asked(limit, export, 20)
    if diff:
        return _wordings(name, limit=most, as_json=json, export=export)
    narrowed: dict[str, object] = {"kind": kind, "since": in_utc(since), "limit": most}
    meant, table = name, answer("quotes_of", name=name, **narrowed)
    if not table.rows:
        meant = who_is_meant(name)
        table = answer("quotes_of", name=meant, **narrowed)
    if not table.rows and not export:
        more = "Ask without --kind and --since, or see" if kind or since else "See"
        return nothing(f"No quotes of {meant}. {more} who is quoted: onrecord trends", as_json=json)
    _say_who_else(name, meant)
    if export:
        return export_answer(export, "quotes_of", name=meant, **narrowed)
    if json:
        print_answer(replace(table, rows=table.rows[:most]), as_json=True)
    else:
        _print_quotes(table)
    return FINE


def _print_quotes(table: "Table") -> None:
    from flows.cli.answers import as_dicts
    from flows.cli.quoted import print_quotes, quote_lines

    rows = as_dicts(table)
    lines = list(quote_lines(rows))
    print_quotes(lines)
    count = rows[0]["count_utterances"]
    if len(lines) < count:
        print(f"\nThe newest {len(lines)} of {count}; --limit shows more.")


def _wordings(name: str, *, limit: int, as_json: bool, export: Path | None) -> int:
    from flows.cli.answers import as_dicts
    from flows.cli.wordings import print_wordings

    meant, table = name, answer("versions_of", name=name, limit=limit)
    if not name.startswith("st_"):
        if not table.rows:
            meant = who_is_meant(name)
            table = answer("versions_of", name=meant, limit=limit)
        _say_who_else(name, meant)
    if not table.rows and not export:
        return nothing(f"{meant}: no statement was reported in several wordings.", as_json=as_json)
    if export:
        return export_answer(export, "versions_of", name=meant, limit=limit)
    if as_json:
        print_answer(table, as_json=True)
    else:
        print_wordings(as_dicts(table))
    return FINE


def who_is_meant(name: str) -> str:
    """The known name, or the full name with these words that nearly all such quotes are of; else a `Stop`."""
    from flows.cli.answers import as_dicts, bearers, near_names

    rows = as_dicts(answer("names"))
    names = {row["name"]: row["entity"] for row in rows}
    names |= {row["figure_key"]: row["name"] for row in as_dicts(answer("figures"))}
    if name.casefold() in {known.casefold() for known in names}:
        return name
    full = bearers(name, names)
    if meant := _nearly_always(full, {row["entity"]: row["count_statements"] for row in rows}):
        say(f"{name}: taken to mean {meant}.")
        return meant
    near = full[:_MOST_NAMED] or near_names(name, names)
    hint = f"Did you mean {' or '.join(near)}?" if near else "Who is quoted: onrecord trends"
    raise Stop(f"{name}: nobody of that name was found. {hint}")


def _nearly_always(full: Sequence[str], counts: Mapping[str, int]) -> str | None:
    """The only one of these names, or the one that nearly all statements are credited to; None where it is open."""
    most = max(full, key=lambda one: counts.get(one, 0), default=None)
    if most is None or len(full) == 1:
        return most
    return most if counts.get(most, 0) > _NEARLY_ALL * sum(counts.get(one, 0) for one in full) else None


def _say_who_else(name: str, meant: str) -> None:
    """Name the others who are quoted and bear the name: an answer about one of them must not look like the whole."""
    from flows.cli.answers import as_dicts

    found = as_dicts(answer("namesakes", name=name))
    others = [row for row in found if row["name"].casefold() != meant.casefold()]
    if not others:
        return
    named = ", ".join(f"{row['name']} ({row['count_statements']})" for row in others[:_MOST_NAMED])
    more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
    pair = " ".join('"' + one.replace('"', "") + '"' for one in (meant, others[0]["name"]))
    say(f"{meant}: not shown are the statements of {named}{more}. Where two are one: onrecord entities merge {pair}")
