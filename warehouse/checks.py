"""Checks: queries that return the rows which break a rule of the warehouse."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.statements import Row, sql_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A rule that rows break. `rule` is the check's first line, `examples` are a few of the rows."""

    name: str
    rule: str
    count_rows: int
    examples: tuple[Row, ...]

    def __str__(self) -> str:
        return f"{self.name}: {self.count_rows} rows break the rule: {self.rule} The first: {self.examples[0]}"


def failed_checks(con: "DuckDBPyConnection", *, count_examples: int = 3) -> tuple[FailedCheck, ...]:
    """The checks of `checks/` that any row fails; none in a sound warehouse."""
    failed = []
    for file in sql_files("checks"):
        sql = file.read_text("utf-8")
        if offending := con.execute(sql).fetchall():
            rule = sql.splitlines()[0].removeprefix("--").strip()
            failed.append(FailedCheck(file.stem, rule, len(offending), tuple(offending[:count_examples])))
    return tuple(failed)
