"""What a person judges, done: in one transaction of the writer's, in the journal, and in the readers' copy.

A judgement is on record twice: as a row, and in the journal, from which `replay` brings it back into a warehouse that
had to be made anew. The journal is written last in the transaction: what could not be stored is not in it, and what a
crash cut off between the two comes back with the next replay.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from extractors.cast.names import name_key
from extractors.decisions.corrections import correction_id, reason_of
from extractors.decisions.identities import entity_id
from extractors.decisions.judgements import decide_merge, decide_split, redirects_of
from extractors.records import (
    Correction,
    CreditChange,
    EntityCard,
    EntityJudgement,
    JudgementKind,
    KnownEntity,
    Problem,
)
from flows.alerting import correct_alerts
from flows.delivery.journal import Journal
from flows.journalling import CORRECTION, JUDGEMENT, note
from flows.places import Places
from flows.recording import Run
from flows.settings import settings

if TYPE_CHECKING:
    from warehouse.connection import Connection
    from warehouse.publish import Publication

_PERSON = "PERSON"  # what a speaker whom nobody knew before is taken for


class CannotJudge(Exception):  # noqa: N818 - it reads as what is the case
    """The judgement cannot be made; the message says why, and what can be."""


class UnknownName(CannotJudge):
    """No entity has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: nobody of that name is known.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judgement came to. `said` is a sentence; counts are of statements credited otherwise, and of alerts."""

    judgement_id: str
    said: str
    count_statements: int
    count_alerts: int
    publication: "Publication"


def fix_quote(quote_id: str, speaker: str | None, *, is_new: bool = False, note: str | None = None) -> Judged:
    """What crediting a quote to somebody (None: to nobody) came to. It holds for good, in whatever extraction.

    Raises:
        CannotJudge: there is no such quote, or the name means nobody or several.
    """
    run = _run()
    with run.writing() as con:
        correction, changes = _correct(con, quote_id, speaker, run.now(), is_new=is_new, note=note)
        count = _tell(con, changes, run, tells_news=True)
        _keep(run, con, CORRECTION, correction)
    who = correction.speaker or "nobody"
    said = f"{quote_id} is credited to {who} (before: {correction.before or 'nobody named'})."
    return Judged(correction.correction_id, said, len(changes), count, run.publish(min_seconds=0))


def _correct(
    con: "Connection", quote_id: str, speaker: str | None, now: datetime, *, is_new: bool, note: str | None
) -> tuple[Correction, tuple[CreditChange, ...]]:
    from warehouse.corrections import corrections_of, load_correction, stored_quote

    quote = stored_quote(con, quote_id)
    if quote is None:
        raise CannotJudge(f"{quote_id}: there is no such quote. Ids are in: onrecord quotes NAME --json")
    who = None if speaker is None else _speaker(con, speaker, quote.article_id, now, is_new=is_new)
    made = correction_id(quote.article_id, quote.text, quote.nth)
    kept = next((old for old in corrections_of(con, {quote.article_id}) if old.correction_id == made), None)
    correction = Correction(
        correction_id=made,
        article_id=quote.article_id,
        version_id=quote.version_id,
        quote_id=quote_id,
        char_start=quote.char_start,
        char_end=quote.char_end,
        text=quote.text,
        corrected_at=now,
        speaker=who.name if who else None,
        speaker_type=who.type if who else None,
        entity_id=who.entity_id if who else None,
        before=kept.before if kept else " and ".join(quote.speakers) or None,
        note=note,
    )
    return correction, load_correction(con, correction, quote, reason_of(correction))


def _speaker(con: "Connection", name: str, article_id: str, now: datetime, *, is_new: bool) -> EntityCard | KnownEntity:
    """Who is meant; somebody new where `is_new`, and nobody has that name."""
    from warehouse.judgements import make_entity

    try:
        return _meant(con, name)
    except UnknownName:
        if not is_new or not name_key(name):
            raise
    made = KnownEntity(entity_id(name, _PERSON), name, _PERSON, frozenset({name_key(name)}))
    make_entity(con, made, article_id, now)
    return made


def merge_entities(one: str, other: str, *, note: str | None = None) -> Judged:
    """What it came to that two entities are one. Raises CannotJudge where they are already, or both are figures."""
    return _judge(
        lambda con, old, now: decide_merge(_meant(con, one), _meant(con, other), old, now, note),
    )


def split_entity(
    entity: str, *, alias: str | None = None, article_id: str | None = None, note: str | None = None
) -> Judged:
    """What it came to that a spelling, or an article's use of the name, is somebody else. Raises CannotJudge."""

    def decide(con: "Connection", _old: tuple[EntityJudgement, ...], now: datetime) -> EntityJudgement | str:
        card = _meant(con, entity)
        return decide_split(
            card,
            now,
            alias=alias,
            alias_key=None if alias is None else name_key(alias),
            own_key=name_key(card.name),
            article_id=article_id,
            note=note,
        )

    return _judge(decide)


def undo_judgement(judgement_id: str) -> Judged:
    """What undoing a merge or a split came to. Raises CannotJudge where there is none of that id, or it is undone."""

    def decide(_con: "Connection", old: tuple[EntityJudgement, ...], now: datetime) -> EntityJudgement | str:
        from dataclasses import replace

        found = next((j for j in old if j.judgement_id == judgement_id), None)
        if found is None:
            return f"{judgement_id}: there is no such judgement. Ids are in: onrecord entities NAME"
        if found.undone_at:
            return f"{judgement_id}: it was undone on {found.undone_at:%Y-%m-%d %H:%M} UTC."
        return replace(found, undone_at=now)

    return _judge(decide)


_Decide = Callable[["Connection", tuple[EntityJudgement, ...], datetime], EntityJudgement | str]


def _judge(decide: _Decide) -> Judged:
    from warehouse.judgements import entity_judgements

    run = _run()
    with run.writing() as con:
        old = entity_judgements(con)
        judgement = decide(con, old, run.now())
        if isinstance(judgement, str):
            raise CannotJudge(judgement)
        changes = _load(con, old, judgement)
        count = _tell(con, changes, run, tells_news=False)
        said = _said(con, judgement)
        _keep(run, con, JUDGEMENT, judgement)
    return Judged(judgement.judgement_id, said, len(changes), count, run.publish(min_seconds=0))


def _load(con: "Connection", old: Iterable[EntityJudgement], judgement: EntityJudgement) -> tuple[CreditChange, ...]:
    from warehouse.judgements import load_judgements

    others = [one for one in old if one.judgement_id != judgement.judgement_id]
    return load_judgements(con, (judgement,), redirects_of([*others, judgement]))


def _said(con: "Connection", judgement: EntityJudgement) -> str:
    one, other = judgement.entity_id, judgement.other_entity_id
    if judgement.undone_at:
        return f"The {judgement.judgement} {judgement.judgement_id} of {one} and {other} is undone."
    if judgement.judgement is JudgementKind.MERGE:
        return f"{one} is {_meant(con, other).name} ({other}) from now on."
    where = f" in article {judgement.article_id}" if judgement.article_id else ""
    return f"{judgement.alias}{where} is an entity of its own ({other}), apart from {one}."


def _meant(con: "Connection", name: str) -> EntityCard:
    """The one entity that is meant by an id, a figure's key, a name or a spelling."""
    from warehouse.judgements import entity_cards

    cards = entity_cards(con, name, name_key(name))
    if not cards:
        raise UnknownName(name)
    exact = [card for card in cards if name in (card.entity_id, card.name)] or list(cards)
    if len(exact) > 1:
        listed = ", ".join(f"{card.entity_id} ({card.name}, {card.type})" for card in exact[:5])
        raise CannotJudge(f"{name}: that may be {listed}. Name one by its id.")
    return exact[0]


def _tell(con: "Connection", changes: tuple[CreditChange, ...], run: Run, *, tells_news: bool) -> int:
    """How many alerts were made: to newly credited figures, and where a wrong alert had gone."""
    return correct_alerts(con, changes, run, tells_news=tells_news)


def _run() -> Run:
    """A short piece of work on the warehouse, which must be there."""
    ours = settings()
    places = Places(ours.warehouse.absolute())
    if not places.warehouse.exists():
        raise CannotJudge(f"{places.warehouse}: there is no warehouse yet. Fill it first: onrecord run")
    return Run(f"run_{uuid4().hex[:16]}", ours, places)


# --- the journal ------------------------------------------------------------------------------------------------------


def _keep(run: Run, con: "Connection", kind: str, judged: EntityJudgement | Correction) -> None:
    """Nothing: the judgement is in the journal, on the disk."""
    plain = {name: v.isoformat() if isinstance(v, datetime) else v for name, v in asdict(judged).items()}
    ours = run.settings
    note(run, con, kind, run.now(), **plain, known_after_days=ours.known_after_days, channels=tuple(ours.channels))


def replay(con: "Connection", journal: Journal, run: Run | None = None) -> int:
    """How many judgements and corrections of the journal were brought into a warehouse; twice is once.

    With a run the alerts that followed from them are made again, under the ids that they had; else none is.
    """
    count = 0
    for record in (*journal.read(holding=JUDGEMENT), *journal.read(holding=CORRECTION)):
        if not isinstance(record, Problem) and record.get("kind") in (JUDGEMENT, CORRECTION):
            replay_one(con, record, run)
            count += 1
    return count


def replay_one(con: "Connection", record: dict[str, Any], run: Run | None = None) -> None:
    """Nothing; what a record of the journal judged is brought into a warehouse, its alerts where there is a run."""
    from warehouse.judgements import entity_judgements

    changes: tuple[CreditChange, ...] = ()
    if record["kind"] == JUDGEMENT:
        changes = _load(con, entity_judgements(con), EntityJudgement(**_fields(EntityJudgement, record)))
    else:
        changes = _credit(con, Correction(**_fields(Correction, record)))
    if run is not None:
        _tell(con, changes, run, tells_news=record["kind"] == CORRECTION)


def _credit(con: "Connection", correction: Correction) -> tuple[CreditChange, ...]:
    """What a correction changes, where its quote is there; somebody whom it names first is made first."""
    from warehouse.corrections import load_correction, stored_quote
    from warehouse.judgements import entity_cards, make_entity

    quote = stored_quote(con, correction.quote_id)
    if quote is None:
        return ()
    who, name = correction.entity_id, correction.speaker
    if who and name and not entity_cards(con, who, who):
        made = KnownEntity(who, name, correction.speaker_type or _PERSON, frozenset({name_key(name)}))
        make_entity(con, made, correction.article_id, correction.corrected_at)
    return load_correction(con, correction, quote, reason_of(correction))


def _fields(kind: type[Any], record: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record of the journal, as they were."""
    kept = {field.name: record.get(field.name) for field in fields(kind)}
    for name, value in kept.items():
        if name.endswith("_at") and isinstance(value, str):
            kept[name] = datetime.fromisoformat(value)
    if kind is EntityJudgement:
        kept["judgement"] = JudgementKind(str(kept["judgement"]))
    return kept
