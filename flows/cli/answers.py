"""Answers out of the published copy: the daily questions, queries of one's own, and who may be meant by a name."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.cli.credits import Credit
from flows.cli.quoted import Piece, QuoteLine

if TYPE_CHECKING:
    from warehouse.questions import Table

_NEAR = 75  # of 100: a slip or two in a name, or one of its parts
_MOST_SUGGESTIONS = 3


def answer(published: Path, question: str, **parameters: object) -> "Table":
    """The answer of the published copy to `warehouse/queries/<question>.sql`.

    Raises:
        NothingPublished: there is no copy yet.
    """
    from warehouse.connection import reading
    from warehouse.questions import ask

    with reading(published) as con:
        return ask(con, question, **parameters)


def answer_sql(published: Path, sql: str) -> "Table":
    """The answer of the published copy to a query of one's own. Raises what DuckDB says about a mistake in it."""
    from warehouse.connection import reading
    from warehouse.questions import run_sql

    with reading(published) as con:
        return run_sql(con, sql)


def as_dicts(table: "Table") -> list[dict[str, Any]]:
    """The rows by the names of their columns."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def bearers(words: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The full names that hold all these words (`Torigian`: Joseph Torigian), however capitalised, in their order."""
    wanted = set(words.casefold().split())
    return tuple(dict.fromkeys(full for full in names.values() if wanted and wanted <= set(full.casefold().split())))


def near_names(name: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Who may have been meant, the likeliest first; `names` leads from spellings to full names."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        name, list(names), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=_NEAR, limit=20
    )
    return tuple(dict.fromkeys(names[near] for near, _score, _index in found))[:_MOST_SUGGESTIONS]


def alert_line(row: Mapping[str, Any]) -> QuoteLine:
    """A row of the question `alerts` as it is shown."""
    sent = ", ".join(row["deliveries"]) or "not sent anywhere"
    if row["delivery_error"]:
        sent += f" ({row['delivery_error']})"
    return QuoteLine(
        credits=(_credit_of_alert(row),),
        pieces=(Piece(row["text"] or "", row["kind"] or "direct"),),
        via=row["via"],
        said_at=row["decided_at"],
        outlet=row["outlet"],
        title=row["article"],
        url=row["url"],
        note=f"{row['reason']} · {sent}",
        quote_id=row["quote_id"],
        alert_kind=row["alert_kind"],
    )


def _credit_of_alert(row: Mapping[str, Any]) -> Credit:
    name = row["figure"] or row["figure_key"]
    return Credit(name, row["speaker_mention"], row["speaker_confidence"], row["speaker_reason"])


def alerts_since(published: Path, since: datetime, limit: int = 100) -> tuple[QuoteLine, ...]:
    """The alerts decided since then, the newest first; none where nothing is published."""
    if not published.exists():
        return ()
    table = answer(published, "alerts", since=since, failed=False, limit=limit)
    return tuple(alert_line(row) for row in as_dicts(table))
