"""The journal played again: what was taken in, read together and judged, in the order and as of the times it was then.

Nothing is asked over the network, and nothing is delivered: what the journal says was sent is known as sent before
anything is decided that follows from it. What is played is not written into the journal once more.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic import SecretStr

from extractors.records import EnrichedText
from flows.article_reading import Terms, read_recorded
from flows.delivery.journal import Journal
from flows.journalling import (
    ARRIVAL,
    BATCH,
    CORRECTION,
    JUDGEMENT,
    LOOK_BACK,
    NOTICE,
    REREAD,
    RETRY,
    Line,
    chain,
    lines,
    lines_after,
    quiet_states,
    read_arrival,
    refuse_loss,
)
from flows.judging import replay_one
from flows.known_deliveries import known_delivery
from flows.noticing import make_known_again
from flows.places import Places
from flows.progress import tell
from flows.recording import Run

if TYPE_CHECKING:
    from warehouse.connection import Connection
    from warehouse.recovery import KnownDelivery

_MANY = 1_000_000_000
_LOG = logging.getLogger("onrecord.recovery")


@dataclass(slots=True)
class Replaying(Run):
    """The run that plays a journal. Its time is that of what it takes in: what was news then is news."""

    keeps_journal: bool = False
    moment: datetime | None = None
    open_one: "Connection | None" = None

    def now(self) -> datetime:
        """The time of what is taken in; the clock's where there is none."""
        return self.moment or datetime.now(UTC)

    @contextmanager
    def writing(self) -> "Iterator[Connection]":
        """One transaction: of the connection that is held open, else of one of its own."""
        from warehouse.connection import transaction

        if self.open_one is None:
            with Run.writing(self) as con:
                yield con
            return
        with transaction(self.open_one):
            yield self.open_one

    @contextmanager
    def held_open(self) -> "Iterator[Connection]":
        """A while in which one connection serves all transactions, of which there are many."""
        from warehouse.connection import up_to_date
        from warehouse.locking import locked

        path, wait = self.places.warehouse, self.settings.lock_seconds
        with locked(path, wait_seconds=wait), up_to_date(path, wait_seconds=wait) as con:
            self.open_one = con
            try:
                yield con
            finally:
                self.open_one = None


@dataclass(slots=True)
class Replayed:
    """What was played: counts. `read_otherwise` are texts that another extractor or model read than then.

    `lost` counts the arrivals that the archive has no more, `not_played` lines that say what cannot be loaded;
    `extractors` are those that read texts then.
    """

    lines: int = 0
    articles: int = 0
    texts: int = 0
    judgements: int = 0
    deliveries: int = 0
    read_otherwise: int = 0
    lost: int = 0
    not_played: int = 0
    extractors: set[str] = field(default_factory=set)

    def __add__(self, other: "Replayed") -> "Replayed":
        names = [one.name for one in fields(self) if one.name != "extractors"]
        added = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Replayed(**added, extractors=self.extractors | other.extractors)


def is_followed(journal: Journal, held: str | None) -> bool:
    """Whether the journal tells all that came after what a warehouse holds; None: it is empty."""
    way = chain(journal)
    return bool(way) and (way[0].after == held or (held is not None and any(line.line == held for line in way)))


def is_lacking(journal: Journal, places: Places, held: str | None) -> bool:
    """Whether the archive has no more what was taken in after what a warehouse holds."""
    is_after = held is None
    for line in lines(journal):
        if isinstance(line, Line):
            name = line.facts["load"][0] if "load" in line.facts else None
            if is_after and name and not (places.loads / Path(name).name).exists():
                return True
            is_after = is_after or line.line == held
    return False


def play(run: Replaying, places: Places) -> Replayed:
    """What was played of the journal beside `places`, from behind the line that the run's warehouse holds.

    Premise: `is_followed`.
    """
    from warehouse.journalled import journalled

    player = _Player(run, places)
    journal = Journal(places.journal)
    with run.held_open() as con:
        held, way = journalled(con), chain(journal)
        waiting = frozenset(line.line for line in lines_after(way, held))
        is_behind = len(waiting) == len(way)  # whether what stands here came after what the warehouse holds
        for record in lines(journal):
            if isinstance(record, Line):
                is_behind = is_behind or record.line == held
                if record.line in waiting:
                    tell(f"Playing the journal: {player.played.lines + 1} of {len(waiting)}")
                    player.play(record)
            else:
                player.take(record, is_new=is_behind)
        player.settle()
    return player.played


def catch_up(run: Run, con: "Connection") -> None:
    """Nothing; the warehouse of an open connection holds the last line of its journal, too, if it lacked that one.

    A kill fell between the line and its transaction, or a write-ahead log lost just that, without a trace: nobody can
    tell, and what a person imported or judged would be lost without a word. What was to be read is left to those who
    read: it takes long, and the texts wait. Nothing that was sent is sent again: who sends asks the journal.

    Premise: the writer's lock is held, no transaction is under way. Raises as `refuse_loss` does.
    """
    from warehouse.runs import begin_run, end_run

    pending = refuse_loss(run.places, con).pending
    if pending is None or pending.kind in (BATCH, REREAD):
        return
    again = Replaying(f"run_{uuid4().hex[:16]}", run.settings, run.places, open_one=con)
    with again.writing():
        begin_run(con, again.run_id, "catch up", run.now())
    player = _Player(again, run.places)
    player.play(pending)
    if player.played.lost:
        _LOG.error(
            "The last load of the journal was not in the warehouse (of %s), and cannot be read in the archive: its "
            "articles are missing. If they were imported, import them again.",
            pending.facts.get("at"),
        )
    with again.writing():
        end_run(con, again.run_id, "completed", run.now(), articles_new=player.played.articles)


class _Player:
    """Plays one line after the other."""

    def __init__(self, run: Replaying, places: Places) -> None:
        self.run = run
        self.places = places
        self.played = Replayed()
        self._known: list[KnownDelivery] = []
        self._requests_since = datetime.now(UTC) - timedelta(days=run.settings.keep_runs_days)  # older are forgotten
        self._steps = {
            ARRIVAL: self._arrival,
            BATCH: self._batch,
            REREAD: self._reread,
            LOOK_BACK: self._look_back,
            JUDGEMENT: self._judgement,
            CORRECTION: self._judgement,
            RETRY: self._retry,
            NOTICE: self._notice,
        }

    def play(self, line: Line) -> None:
        """Nothing; the line's transaction is made again. One that cannot be made must not stop those that follow."""
        from warehouse.damage import is_of_values
        from warehouse.journalled import load_journalled

        try:
            self.run.moment = line.at
            self._under(line.facts)
            self._steps[line.kind](line)
        except Exception as error:
            if not (isinstance(error, AttributeError | KeyError | TypeError | ValueError) or is_of_values(error)):
                raise
            _LOG.error(
                "A line of the journal cannot be played, and is passed over: %s %s of %s (%s: %s). What it says is not "
                "in the warehouse; if it was loaded or judged by you, do it again.",
                line.kind,
                line.line,
                line.facts.get("at"),
                type(error).__name__,
                error,
            )
            self.played.not_played += 1
            with self.run.writing() as con:
                load_journalled(con, line.line)
        self.played.lines += 1

    def take(self, record: dict[str, Any], *, is_new: bool) -> None:
        """Nothing; a record that belongs to no transaction is kept until it matters.

        `is_new`: it came after what the warehouse holds. What was judged before may have been undone since.
        """
        delivery = known_delivery(record)
        if delivery is not None:
            self._known.append(delivery)
        elif is_new and record.get("kind") in (JUDGEMENT, CORRECTION):  # of a program that wrote no lines yet
            with self.run.writing() as con:
                replay_one(con, record)

    def settle(self) -> None:
        """Nothing; what was sent so far is known as sent, and Prefect is not told of it once more."""
        from warehouse.outbox import alerts_to_announce, load_announced
        from warehouse.recovery import load_known_deliveries

        if not self._known:
            return
        with self.run.writing() as con:
            self.played.deliveries += load_known_deliveries(con, self._known)
            settled = {delivery.alert_id for delivery in self._known}
            told = [one.alert_id for one in alerts_to_announce(con, _MANY) if one.alert_id in settled]
            load_announced(con, told, self.run.now())
        self._known.clear()

    def _under(self, facts: dict[str, Any]) -> None:
        """Nothing; settings that decide are as they were then."""
        kept = {name: facts[name] for name in ("known_after_days",) if name in facts}
        if "channels" in facts:
            kept["channels"] = {name: SecretStr("") for name in facts["channels"]}
        if kept:
            self.run.settings = self.run.settings.model_copy(update=kept)

    # --- the kinds ---

    def _arrival(self, line: Line) -> None:
        from warehouse.figures import register_figures
        from warehouse.intake import (
            feed_states,
            load_articles,
            load_entries,
            load_feed_states,
            load_fetches,
            register_feeds,
        )
        from warehouse.journalled import load_journalled
        from warehouse.revisits import load_gone, load_page_visits

        arrival = read_arrival(self.places.loads, line)
        with self.run.writing() as con:
            if arrival is None:
                self.played.lost += 1
            else:
                if arrival.feeds is not None:
                    register_feeds(con, arrival.feeds, arrival.at)
                if arrival.figures is not None:
                    register_figures(con, arrival.figures, arrival.rules, arrival.at)
                self.played.articles += load_articles(con, arrival.articles).count_new
                load_entries(con, arrival.entries)
                quiet = quiet_states(feed_states(con), arrival.quiet) if arrival.quiet else ()
                load_feed_states(con, (*arrival.states, *quiet))
                load_page_visits(con, arrival.visits)
                load_gone(con, arrival.gone, arrival.at)
                kept = [one for one in arrival.fetches if one.started_at >= self._requests_since]
                load_fetches(con, self.run.run_id, kept, made_in=line.facts.get("made_in"))
            load_journalled(con, line.line)

    def _batch(self, line: Line) -> None:
        terms = Terms(line.at, self.run.settings.known_after_days, tuple(self.run.settings.channels))
        texts = read_recorded(self.run, line.facts["versions"], line.facts["pipeline"], terms, line.line)
        self._count(line, texts)

    def _count(self, line: Line, texts: Collection[EnrichedText]) -> None:
        wanted = line.facts["extractor"], line.facts["model"]
        self.played.extractors.add(", ".join(wanted))
        self.played.texts += len(texts)
        found = ((text.extraction.extractor_version, text.extraction.model) for text in texts)
        self.played.read_otherwise += sum(one != wanted for one in found)

    def _reread(self, line: Line) -> None:
        from flows.reprocessing import read_again_recorded
        from warehouse.journalled import load_journalled

        self.settle()
        facts = line.facts
        read_again_recorded(self.run, facts["versions"], facts["pipeline"], tells_news=facts["tells_news"])
        with self.run.writing() as con:
            load_journalled(con, line.line)

    def _look_back(self, line: Line) -> None:
        from flows.alerting import look_back_in
        from warehouse.journalled import load_journalled

        ours = self.run.settings
        with self.run.writing() as con:
            look_back_in(con, line.at, known_after_days=ours.known_after_days, channels=tuple(ours.channels))
            load_journalled(con, line.line)

    def _judgement(self, line: Line) -> None:
        from warehouse.journalled import load_journalled

        self.settle()
        with self.run.writing() as con:
            replay_one(con, line.facts, self.run)
            load_journalled(con, line.line)
        self.played.judgements += 1

    def _notice(self, line: Line) -> None:
        from warehouse.journalled import load_journalled

        with self.run.writing() as con:
            make_known_again(con, line)
            load_journalled(con, line.line)

    def _retry(self, line: Line) -> None:
        from warehouse.journalled import load_journalled
        from warehouse.outbox import retry_given_up

        self.settle()
        with self.run.writing() as con:
            retry_given_up(con, tuple(line.facts["channels"]), line.facts["channel"], line.at)
            load_journalled(con, line.line)
