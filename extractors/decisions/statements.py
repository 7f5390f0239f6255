"""Statements: one utterance, however many articles carry it, whole, trimmed or slightly altered."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from extractors.decisions.reports import Reports, Shelf, time_of
from extractors.decisions.wording import Sameness, Wording, altered_wording, same_wording, wording
from extractors.records import KnownStatement, Origin, StatementDecision, StatementRedirect, Utterance

NEAR = timedelta(days=14)  # how far apart two reports of one utterance may lie that are not of one event
_SHORT = 4  # content words; with fewer, the same words mean little
_HERE_BEFORE = Sameness(1.0, "this quote was here before", True)
_FULLEST = Sameness(1.0, "the fullest words of it", True)
_NEW = Sameness(1.0, "words not met before", True)


@dataclass(frozen=True, slots=True)
class FoldedStatements:
    """The statement of each utterance, the earliest first, and the statements that are one with an older one."""

    decisions: tuple[StatementDecision, ...] = ()
    redirects: tuple[StatementRedirect, ...] = ()


def fold_statements(
    utterances: Sequence[Utterance],
    known: Sequence[KnownStatement],
    now: datetime,
    known_after_days: float,
    known_reason: str | None = None,
) -> FoldedStatements:
    """The statement of each utterance. The order of the batch does not matter.

    The fullest utterance is looked at first, so that its parts find it; one that is fuller than all before may show
    that two statements of the warehouse are one. Premises: one statement has one speaker (or one report does not name
    him), overlapping words, and its reports lie near in time or are of one event. Prefers two statements for one
    utterance to one for two. So an utterance that is but for a negation, a number or a name another one is a statement
    of its own, which says of which it is an altered form: who denies what he is reported to have said has said
    something else, and is alerted for it. What one text reports side by side is no altered form: who will talk with
    Norway and with Denmark has said two things. Reports of one utterance that follow each other within two weeks are
    one statement however long they go on; what is said again after a silence is said anew. `known_reason` says why
    none is news, where none is.
    """
    shelf = Shelf(known)
    for utterance in sorted((u for u in utterances if u.quote_ids), key=_fullest_first):
        _put(utterance, shelf)
    groups = sorted((group for group in shelf.all() if group.reports), key=lambda group: _order(group.first))

    def is_old(utterance: Utterance) -> str | None:
        return known_reason or _known_reason(utterance, now, known_after_days)

    decisions = [
        _with_reason(made, group, is_old) for group in groups for made in _decided(group, _before(group, groups, shelf))
    ]
    return FoldedStatements(
        tuple(sorted(decisions, key=lambda decision: _order(decision.utterance))),
        tuple(redirect for group in groups for redirect in group.redirects()),
    )


def _fullest_first(utterance: Utterance) -> tuple[int, datetime, str, tuple[str, ...]]:
    return (-len(utterance.text), *_order(utterance))


def _order(utterance: Utterance) -> tuple[datetime, str, tuple[str, ...]]:
    return (time_of(utterance), utterance.version_id, utterance.quote_ids)


def _put(utterance: Utterance, shelf: Shelf) -> None:
    """Puts an utterance where it was before, else with the likest reports, which may join others, else by itself."""
    if kept := shelf.kept(utterance):
        shelf.add(kept, utterance, wording(utterance.text), _HERE_BEFORE)
        return
    words = wording(utterance.text)
    found = [(same, group) for group in shelf.promising(words) if (same := _same(utterance, words, group))]
    if not found:
        shelf.new(utterance, words)
        return
    found.sort(key=lambda item: (-item[0].similarity, *item[1].age))
    same, best = found[0]
    for other_same, other in found[1:]:
        if _is_bridge(words, best, other) and _may_be_one(best, other):
            shelf.join(best, other, other_same)
    shelf.add(best, utterance, words, same)


def _same(utterance: Utterance, words: Wording, group: Reports) -> Sameness | None:
    """Why the utterance is that statement, or None: speaker, time or event, and words have to agree."""
    shared = set(utterance.speaker_ids) & set(group.speaker_ids)
    if not shared and utterance.speaker_ids and group.speaker_ids:
        return None
    one_event = utterance.event_id in group.event_ids
    if not one_event and not group.is_near(time_of(utterance), NEAR):
        return None
    same = same_wording(words, group.words)
    if same is None:
        return None
    is_short = min(len(words.content), len(group.words.content)) < _SHORT
    if is_short or not same.is_close:
        return same if shared and one_event else None
    return same


def _is_bridge(words: Wording, one: Reports, other: Reports) -> bool:
    """Whether an utterance that is both statements shows that they are one: not where it is a mere part of both.

    A phrase that two long utterances have in common may well have been said twice; what has both in it says them once.
    """
    return len(words.words) >= min(len(one.words.words), len(other.words.words)) or bool(
        same_wording(one.words, other.words)
    )


def _may_be_one(one: Reports, other: Reports) -> bool:
    """Whether nothing speaks against it: another speaker, or words that differ in what they say."""
    is_anothers = one.speaker_ids and other.speaker_ids and not set(one.speaker_ids) & set(other.speaker_ids)
    return not is_anothers and altered_wording(one.words, other.words) is None


def _decided(group: Reports, older: Iterable[Reports]) -> Iterator[StatementDecision]:
    """The decisions on the utterances of one statement, in the order of time; the first of a new one makes it."""
    is_new, is_credited = not group.known, any(statement.speaker_ids for statement in group.known)
    altered = _altered_of(group, older) if is_new else None
    for utterance, same in sorted(group.reports, key=lambda report: _order(report[0])):
        is_first = is_new and utterance is group.first
        likeness = (altered[0] if altered else _NEW) if is_first else same or _FULLEST
        yield StatementDecision(
            group.statement_id,
            is_first,
            utterance,
            round(likeness.similarity, 4),
            likeness.reason,
            is_newly_credited=bool(utterance.speaker_ids) and not is_credited and not is_first,
            altered_of=altered[1].root_id if is_first and altered else None,
        )
        is_credited = is_credited or bool(utterance.speaker_ids)


def _with_reason(
    made: StatementDecision, group: Reports, is_old: Callable[[Utterance], str | None]
) -> StatementDecision:
    """The decision with why it is no news. Words that were old when first seen are no news once somebody is named."""
    of_statement = group.known[0].known_reason if group.known else is_old(group.first)
    return replace(made, known_reason=is_old(made.utterance) or (of_statement if made.is_newly_credited else None))


def _before(group: Reports, groups: Iterable[Reports], shelf: Shelf) -> Iterator[Reports]:
    """The statements that may be older than a new one, those of like words only."""
    later = {id(other) for other in groups if not other.known and _order(other.first) >= _order(group.first)}
    return (other for other in shelf.promising(group.words) if other is not group and id(other) not in later)


def _altered_of(group: Reports, others: Iterable[Reports]) -> tuple[Sameness, Reports] | None:
    """The older statement of the same speaker that a new one is but for what it says, and in what they differ.

    A text that has both tells that both were said.
    """
    found = [
        (likeness, other)
        for other in others
        if _is_of_one_mouth(group, other)
        and not group.version_ids & other.version_ids
        and (likeness := altered_wording(group.words, other.words))
    ]
    best = min(found, key=lambda item: (-item[0].similarity, *item[1].age), default=None)
    if best is not None:
        group.altered_of = best[1].root_id
    return best


def _is_of_one_mouth(group: Reports, other: Reports) -> bool:
    """Whether a speaker is known to be the same, and the event too, or the time near."""
    is_near = bool(group.event_ids & other.event_ids) or other.is_near(time_of(group.first), NEAR)
    return is_near and bool(set(group.speaker_ids) & set(other.speaker_ids))


def _known_reason(utterance: Utterance, now: datetime, known_after_days: float) -> str | None:
    """Why an utterance is no news, None where it is: what came in bulk, or late. Seed documents are always news."""
    if utterance.is_seed:
        return None
    if utterance.is_backlog:
        return "first poll" if utterance.origin is Origin.FEED else "import"
    is_old = utterance.said_at is not None and now - utterance.said_at > timedelta(days=known_after_days)
    return "old" if is_old else None
