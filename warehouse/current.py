"""What counts now, kept beside what is history: which extractions are current, and the quotes that people query."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from warehouse.generation import count_change
from warehouse.statements import as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def keep_current(
    con: "DuckDBPyConnection",
    *,
    article_ids: Collection[str] = (),
    event_ids: Collection[str] = (),
    statement_ids: Collection[str] = (),
    entity_ids: Collection[str] = (),
    called_ids: Collection[str] = (),
) -> int:
    """How many rows of what is current changed, once a load is done that touched these, or articles that have them.

    `called_ids` are events that may have another title now.

    Every load that changes what `said` shows has to call it last: texts, extractions, quotes, speakers, names of
    entities, events, copies, merges of statements. The check `credited_quotes_agree` says where one did not.
    """
    return run(
        con,
        "loads/credited_quotes",
        article_ids=as_json(sorted(article_ids)),
        event_ids=as_json(sorted(event_ids)),
        statement_ids=as_json(sorted(statement_ids)),
        entity_ids=as_json(sorted(entity_ids)),
        called=as_json(sorted(called_ids)),
    )


def keep_all_current(con: "DuckDBPyConnection") -> int:
    """How many rows of what is current changed, once all of it is made anew from what is stored."""
    changed = keep_current(con, article_ids=[article_id for (article_id,) in rows(con, "reads/article_ids")])
    count_change(con, changed)
    return changed


def keep_counts(con: "DuckDBPyConnection") -> None:
    """What is counted over all history is stored as it is now: for the readers' copy, which no longer changes."""
    run(con, "loads/counted")


def give_to_readers(con: "DuckDBPyConnection") -> None:
    """What `keep_counts` stored is what views read, in a copy that nobody writes to."""
    run(con, "loads/readers_views")
