"""The figures that the user tracks, their entities and their alert rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import AlertRule, Figure
from extractors.records.ids import mint
from warehouse.current import keep_current
from warehouse.enriched_rows import alias_rows
from warehouse.generation import count_change
from warehouse.statements import as_json, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class _FigureRow:
    entity_id: str
    figure: Figure


def figure_entity_id(key: str) -> str:
    """The id of a figure's entity."""
    return mint("n", "figure", key)


def register_figures(
    con: "DuckDBPyConnection", figures: Sequence[Figure], rules: Sequence[AlertRule], now: datetime
) -> None:
    """The given figures and rules are active, all others no longer. Each figure has its entity, with all aliases."""
    made = [_FigureRow(figure_entity_id(figure.key), figure) for figure in figures]
    aliases = [
        alias
        for row in made
        for alias in alias_rows(
            row.entity_id, row.figure.name, row.figure.aliases, row.figure.alias_keys, "a tracked figure"
        )
    ]
    changed = run(con, "loads/figures", rows=as_json(made), now=now)
    changed += run(con, "loads/figure_aliases", rows=as_json(aliases), now=now)
    changed += keep_current(con, entity_ids={row.entity_id for row in made}) if changed else 0
    changed += run(con, "loads/alert_rules", rows=as_json(rules), now=now)
    count_change(con, changed)
