"""A warehouse of made-up reports for tests of what counts them: chance decides, and the same seed decides the same.

Reports lie around midnights and days on which clocks change, some have a date without a time, some none; some are
copies, some are imported; quotes have one speaker, two or none. All is inserted as rows, for what is tested is how they
are counted.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from warehouse.current import keep_all_current

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ZONES = ("Pacific/Kiritimati", "Asia/Kolkata", "America/Los_Angeles", "Europe/Paris")
SPEAKERS = ("Ann Dahl", "Bo Berg", "Cora Lund", "Dov Ek", "Eva Nord", "Harbour Board")
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
CLOCKS_CHANGE = (datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Report:
    """An article as it was made up."""

    article_id: str
    published_at: datetime | None
    precision: str
    origin: str
    first_seen_at: datetime
    outlet_id: str
    event_id: str
    source_id: str
    speakers: tuple[tuple[str, ...], ...]  # of each of its quotes
    names: tuple[str, ...]

    @property
    def reported_at(self) -> datetime | None:
        return self.published_at or (None if self.origin == "import" else self.first_seen_at)

    def day(self, zone: str) -> date | None:
        """Its day in a zone, as a person would tell it; a date that came without a time stays that date."""
        if self.reported_at is None:
            return None
        return self.reported_at.astimezone(UTC if self.precision == "day" else ZoneInfo(zone)).date()


@dataclass(slots=True)
class World:
    """What was made up, and the tables that hold it."""

    reports: list[Report] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def row(self, table: str, **values: Any) -> None:
        self.tables.setdefault(table, []).append(values)


def made_world(seed: int, count: int = 120) -> World:
    """So many reports, by chance."""
    chance, world = random.Random(seed), World()
    for number in range(count):
        add_report(world, _report(chance, number, world.reports))
    for place, name in enumerate(SPEAKERS):
        kind = "ORG" if name.endswith("Board") else "PERSON"
        world.row("entities", entity_id=f"n_{place}", name=name, type=kind, first_seen_at=FIRST)
        if place < 3:
            world.row(
                "figures", figure_key=f"figure-{place}", entity_id=f"n_{place}", name=name, type=kind, aliases=[],
                is_active=True, tracked_since=FIRST,
            )  # fmt: skip
    for place in range(4):
        world.row("outlets", outlet_id=f"o_{place}", name=f"Outlet {place}", first_seen_at=FIRST)
        world.row("event_ids", event_id=f"e_{place}", made_at=FIRST, first_article_id="a_0", title=f"Event {place}")
    return world


def _report(chance: random.Random, number: int, before: list[Report]) -> Report:
    precision = chance.choices(["second", "day", "none"], [6, 2, 1])[0]
    day = FIRST + timedelta(days=chance.randrange(31))
    if chance.random() < 0.3:
        day = chance.choice(CLOCKS_CHANGE)
    at = (
        day if precision == "day" else day + timedelta(seconds=chance.choice([0, 1, 35999, 36000, 68399, 68400, 86399]))
    )
    origin = chance.choices(["feed", "import"], [3, 1])[0]
    article_id, source_id = f"a_{number}", f"a_{number}"
    if before and chance.random() < 0.25:
        source_id = chance.choice(before).source_id
    quotes = tuple(
        tuple(chance.sample(SPEAKERS, chance.choices([0, 1, 2], [1, 5, 1])[0])) for _ in range(chance.randrange(4))
    )
    return Report(
        article_id, None if precision == "none" else at, precision, origin, at, f"o_{chance.randrange(4)}",
        f"e_{chance.randrange(4)}", source_id, quotes, tuple(chance.sample(SPEAKERS, chance.randrange(4))),
    )  # fmt: skip


def add_report(world: World, report: Report) -> None:
    """Add a report with all that is told of it."""
    world.reports.append(report)
    version_id = f"v_{report.article_id}"
    number = len(world.reports)
    made_by = {"extractor_version": "1", "model": "made up", "extraction_number": number}
    where = {"article_id": report.article_id, "version_id": version_id}
    world.row(
        "articles", article_id=report.article_id, origin=report.origin, outlet_id=report.outlet_id,
        title=report.article_id, title_from="page", published_at=report.published_at,
        published_precision=report.precision, published_from="page", first_seen_at=report.first_seen_at,
        is_backlog=False, current_version_id=version_id, count_versions=1, canonical_url=f"https://{report.article_id}.example/",
    )  # fmt: skip
    world.row(
        "article_versions", **where, version_number=1, title=report.article_id, text="x", text_sha256="x",
        count_words=1, seen_at=report.first_seen_at, is_read=True,
    )  # fmt: skip
    world.row(
        "extractions", **where, **made_by, extracted_at=report.first_seen_at,
        count_mentions=len(report.names), count_quotes=len(report.speakers),
    )  # fmt: skip
    world.row(
        "event_articles", article_id=report.article_id, event_id=report.event_id, score=1, rule="x", reason="x",
        assigned_at=report.first_seen_at,
    )  # fmt: skip
    if any(other.source_id == report.source_id for other in world.reports[:-1]):
        for member in (report.article_id, report.source_id):
            if not any(row["article_id"] == member for row in world.tables.get("story_copies", [])):
                world.row(
                    "story_copies", article_id=member, story_id=report.source_id, original_id=report.source_id,
                    similarity=1, reason="x", agency="Northern Wire", decided_at=report.first_seen_at,
                )  # fmt: skip
    for place, name in enumerate(report.names):
        world.row(
            "mentions", mention_id=f"m_{report.article_id}_{place}", **where, entity_id=f"n_{SPEAKERS.index(name)}",
            char_start=0, char_end=1, text="x", type="PERSON", name=name, **made_by,
        )  # fmt: skip
    for place, speakers in enumerate(report.speakers):
        _add_quote(world, report, f"q_{report.article_id}_{place}", speakers, where | made_by)


def _add_quote(world: World, report: Report, quote_id: str, speakers: tuple[str, ...], where: dict[str, Any]) -> None:
    made_by = {key: where[key] for key in ("extractor_version", "model", "extraction_number")}
    said = f"st_{report.source_id}_{quote_id[-1]}"  # copies carry the same statements
    world.row(
        "quotes", quote_id=quote_id, **where, statement_id=said, kind="direct", utterance=int(quote_id[-1]),
        char_start=0, char_end=1, text="x", confidence=0.9, reason="x", seen_at=report.first_seen_at,
    )  # fmt: skip
    for position, name in enumerate(speakers or (None,)):
        world.row(
            "quote_speakers", quote_id=quote_id, position=position, confidence=0.9, reason="x", **made_by,
            entity_id=None if name is None else f"n_{SPEAKERS.index(name)}", name=name,
        )  # fmt: skip
    if not any(row["statement_id"] == said for row in world.tables.get("statements", [])):
        world.row(
            "statements", statement_id=said, first_quote_id=quote_id, first_article_id=report.article_id, text="x",
            kind="direct", speaker_ids=[], first_seen_at=report.first_seen_at, reported_from=report.first_seen_at,
            reported_until=report.first_seen_at, keys=[],
        )  # fmt: skip


def load_world(con: "DuckDBPyConnection", world: World) -> None:
    """Put the rows into the warehouse."""
    for table, rows in world.tables.items():
        names = list(dict.fromkeys(name for row in rows for name in row))
        marks = ", ".join(f"({', '.join('?' * len(names))})" for _ in rows)
        values = [row.get(name) for row in rows for name in names]
        con.execute(f"insert into {table} ({', '.join(names)}) values {marks}", values)
    keep_all_current(con)
