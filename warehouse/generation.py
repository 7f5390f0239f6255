"""The warehouse's generation: how often what people query has changed, so that publishing knows what it has to do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.statements import rows, run, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def generation(con: "DuckDBPyConnection") -> int:
    """How often what people query has changed."""
    return int(value(con, "reads/generation"))


@dataclass(frozen=True, slots=True)
class Edition:
    """What a published copy holds, told apart from the copies of every other warehouse: `0a1b2c3d-17`.

    A warehouse that is made anew counts from zero again, and may reach the generation that was published before it.
    """

    name: str
    generation: int


def edition(con: "DuckDBPyConnection") -> Edition:
    """Which warehouse this is, and its generation."""
    ((name, count),) = rows(con, "reads/edition")
    return Edition(name, count)


def count_change(con: "DuckDBPyConnection", changed: int) -> None:
    """The generation is one higher if a load changed any row; a load that changed nothing leaves it."""
    if changed:
        run(con, "loads/generation")
