"""What decides the warehouse, put on record: a line of the journal for each transaction that cannot be derived again.

What was taken in (articles with their texts, entries, states of feeds, the lists of feeds and figures) is one record of
the archive, in `loads/`, and the journal's line says where; what was read together, and when, is in the line itself.

Each line has an id (`line`) and the id of the one that the warehouse held before it (`after`), and is written last in
its transaction, which also sets the warehouse to that line. So there are two moments at which a kill may strike:
before the line is on the disk, and nothing has happened at all; or after it, before the transaction is committed. Then
the next transaction names the same `after`, since that is where the warehouse still is, and the line is on no way from
the journal's end back to its beginning: it does not count. Only of the very last line nobody can tell. It counts: what
it says was decided, and is a state that the warehouse could have had; whoever writes next makes up for it
(`replaying.catch_up`), and what follows upon it names it. Only a batch of texts is left out: they wait to be read all
the same. A warehouse that lacks more than one line held them once, and has lost them (`refuse_loss`).

Deliveries, those that failed among them, are records of the journal that belong to no transaction
(`delivery.delivering`).

A poll that brought nothing is on record, too, by what it changed in what is known of the feed: an hour in which
nobody watched must not look like one without news, nor the other way round.

Left out on purpose, since nothing that was taken in, said or sent follows from it, and the program finds it out anew:
- runs, requests for feeds and robots.txt, and what that says: the log of how things came about;
- how the channels are, but for what the user was told of them; the last heartbeat, and what Prefect was told.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from extractors.records import (
    AlertRule,
    Article,
    FeedState,
    Fetch,
    Figure,
    GonePage,
    PageVisit,
    PendingEntry,
    Problem,
)
from flows.delivery.journal import Journal
from flows.places import Places
from flows.recording import Run
from flows.web.archive import MEGABYTE, Archive, resource
from flows.web.warc import read_at

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from warehouse.connection import Connection

ARRIVAL = "arrival"
BATCH = "batch"
REREAD = "reread"
LOOK_BACK = "look back"
JUDGEMENT = "judgement"
CORRECTION = "correction"
RETRY = "retry"
NOTICE = "notice"
# What decides when a feed is asked next is on record after each poll: a clock that was set back changes it in between.
_ALWAYS = frozenset({"next_poll_at", "wait_until", "fresh_until", "count_failures"})


@dataclass(frozen=True, slots=True)
class QuietPoll:
    """A poll that brought nothing: fields of the feed's state as they are after it, by name: those that it changed."""

    feed_id: str
    changed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one transaction took in, as it was handed to the warehouse. `feeds`, `figures`: as listed then, or None."""

    at: datetime
    feeds: tuple[FeedState, ...] | None = None
    figures: tuple[Figure, ...] | None = None
    rules: tuple[AlertRule, ...] = ()
    articles: tuple[Article, ...] = ()
    entries: tuple[PendingEntry, ...] = ()
    states: tuple[FeedState, ...] = ()  # of feeds that brought something, or are otherwise than before
    quiet: tuple[QuietPoll, ...] = ()
    visits: tuple[PageVisit, ...] = ()  # planned, or after they were made
    fetches: tuple[Fetch, ...] = ()  # of pages: which of them gave text tells how well an outlet is read
    gone: tuple[GonePage, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the journal that belongs to a transaction."""

    line: str
    after: str | None
    kind: str
    facts: dict[str, Any]

    @property
    def at(self) -> datetime:
        """The time of the transaction: what was news then is news."""
        return datetime.fromisoformat(self.facts["at"])


# --- writing ----------------------------------------------------------------------------------------------------------


def note(run: Run, con: "Connection", kind: str, at: datetime, **facts: object) -> None:
    """Nothing: the line is on the disk, and the warehouse holds it if this transaction is committed.

    To be called last in a transaction. Raises JournalError.
    """
    from warehouse.journalled import journalled, load_journalled

    if not run.keeps_journal:
        return
    line = f"l_{uuid4().hex[:16]}"
    record = {"kind": kind, "line": line, "after": journalled(con), "at": at.isoformat(), **facts}
    Journal(run.places.journal).append(record)
    load_journalled(con, line)


def note_arrival(run: Run, con: "Connection", arrival: Arrival) -> None:
    """The same for what was taken in; it is in the archive before the line is written. Raises ArchiveError, too."""
    if not run.keeps_journal:
        return
    body = json.dumps(asdict(arrival), default=_plain).encode("ascii")  # a lone surrogate can be written, too
    address = f"urn:onrecord:load:{uuid4().hex[:16]}"
    what = resource(address, "load", arrival.at, body, "application/json")
    max_bytes = run.settings.archive_megabytes * MEGABYTE
    with Archive(run.places.loads, max_bytes=max_bytes, goes_on=True) as archive:  # the writer's lock is held
        (kept,) = archive.keep_all((what,))
    place = [kept.raw.file, kept.offset, kept.raw.record_id]
    note(run, con, ARRIVAL, arrival.at, articles=len(arrival.articles), load=place, made_in=run.run_id)


def changed_states(
    before: Sequence[FeedState], after: Sequence[FeedState]
) -> tuple[tuple[FeedState, ...], tuple[QuietPoll, ...]]:
    """The states of feeds that brought something new, or fare otherwise, whole; of all others, what the poll changed.

    Most of the time a feed has nothing new: what is on record of that is to be small.
    """
    old = {state.feed_id: state for state in before}
    whole, quiet = [], []
    for state in after:
        known = old.get(state.feed_id)
        if known is None or _bearing(known) != _bearing(state):
            whole.append(state)
        elif known != state:
            quiet.append(_quiet(known, state))
    return tuple(whole), tuple(quiet)


def _quiet(old: FeedState, new: FeedState) -> QuietPoll:
    found = {one.name: getattr(new, one.name) for one in fields(new)}
    return QuietPoll(
        new.feed_id, {name: now for name, now in found.items() if name in _ALWAYS or now != getattr(old, name)}
    )


def quiet_states(before: Sequence[FeedState], quiet: Sequence[QuietPoll]) -> tuple[FeedState, ...]:
    """The states after those polls; a feed that nobody knows any more has none."""
    old = {state.feed_id: state for state in before}
    known = ((old[poll.feed_id], poll.changed) for poll in quiet if poll.feed_id in old)
    return tuple(_states().validate_python(asdict(state) | changed) for state, changed in known)


def _bearing(state: FeedState) -> tuple[object, ...]:
    """What of a feed's state later loads follow from: whole where it changes, even if what was before is lost."""
    was_read = state.first_polled_at is not None, state.last_success_at is not None
    said = state.title, state.etag, state.last_modified, state.body_sha256, state.moved_to, state.moving_to
    return state.state, state.is_slow, state.same_as, *said, *was_read


def _plain(thing: object) -> object:
    if isinstance(thing, datetime):
        return thing.isoformat()
    if isinstance(thing, frozenset | set):
        return sorted(thing)
    if isinstance(thing, Enum):
        return thing.value
    raise TypeError(f"{type(thing).__name__} has no form in JSON")


# --- reading ----------------------------------------------------------------------------------------------------------


def lines(journal: Journal) -> Iterator[Line | dict[str, Any]]:
    """The journal from its beginning: the lines that count, and between them all other records, as they stand."""
    counting = {line.line for line in chain(journal)}
    for record in journal.read():
        if isinstance(record, Problem):
            continue
        if "line" not in record:
            yield record
        elif record["line"] in counting:
            yield _line(record)


def chain(journal: Journal) -> tuple[Line, ...]:
    """The lines that count, from the first: those on the way back from the last one. Their facts are left out."""
    found: dict[str, Line] = {}
    last: str | None = None
    for record in journal.read(holding="line"):
        if not isinstance(record, Problem) and "line" in record:
            last = record["line"]
            found[record["line"]] = replace(_line(record), facts={})
    way: list[Line] = []
    while last is not None and (line := found.pop(last, None)):
        way.append(line)
        last = line.after
    return tuple(reversed(way))


@dataclass(frozen=True, slots=True)
class Lag:
    """How many lines a warehouse is behind the journal; where it is but one, that one."""

    count: int = 0
    pending: Line | None = None


def lag(journal: Journal, held: str | None) -> Lag:
    """How far a warehouse is behind that holds this line; not at all, where the journal is not the warehouse's."""
    records = (one for one in journal.read_back(holding="line") if not isinstance(one, Problem))
    last = next((record for record in records if "line" in record), None)
    if last is None or last["line"] == held:
        return Lag()
    if last.get("after") == held:
        return Lag(1, _line(last))
    way = chain(journal)
    return Lag(len(way if held is None else lines_after(way, held)))  # an empty one has lost all


def lines_after(way: tuple[Line, ...], held: str | None) -> tuple[Line, ...]:
    """Those of the lines that count that came after what a warehouse holds; none where it is on no such way."""
    ids = [way[0].after, *(line.line for line in way)] if way else []
    return way[ids.index(held) :] if held in ids else ()


def refuse_loss(places: Places, con: "Connection") -> Lag:
    """How far an open warehouse is behind its journal: by one line at most, which may never have been in it.

    Raises:
        WarehouseBroken: it lacks more, of which all but the last was committed. DuckDB takes a write-ahead log for a
            shorter one where it is damaged in certain places, or cut, and says nothing.
    """
    from warehouse.damage import broken
    from warehouse.journalled import journalled

    found = lag(Journal(places.journal), journalled(con))
    if found.count and found.pending is None:
        raise broken(
            places.warehouse,
            f"it lacks the last {found.count} of what the journal says was loaded, read or judged: its write-ahead log "
            "has lost its end, or an older file was put in its place",
        )
    return found


def _line(record: dict[str, Any]) -> Line:
    return Line(record["line"], record.get("after"), record["kind"], record)


def read_arrival(loads: Path, line: Line) -> Arrival | None:
    """What was taken in, as the archive has it; None where it is not there any more."""
    name, offset, record_id = line.facts["load"]
    path = loads / Path(name).name
    found = read_at(path, offset) if path.exists() else None
    if found is None or found[0] != record_id:
        return None
    return _arrivals().validate_python(json.loads(found[1].body))


@lru_cache(maxsize=1)
def _arrivals() -> "TypeAdapter[Arrival]":
    from pydantic import TypeAdapter

    return TypeAdapter(Arrival)


@lru_cache(maxsize=1)
def _states() -> "TypeAdapter[FeedState]":
    from pydantic import TypeAdapter

    return TypeAdapter(FeedState)
