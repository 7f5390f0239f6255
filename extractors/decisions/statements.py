"""Statements: one utterance, however many articles carry it, whole, trimmed or slightly altered."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from extractors.decisions.wording import Sameness, Wording, altered_wording, same_wording, wording
from extractors.records import KnownStatement, Origin, StatementDecision, Utterance
from extractors.records.ids import mint

NEAR = timedelta(days=14)  # how far apart two reports of one utterance may lie that are not of one event
_SHORT = 4  # content words; with fewer, the same words mean little
_PROMISING = 0.6  # share of the shorter one's content words, in any order, that makes a closer look worth while


@dataclass(slots=True)
class _Shelf:
    """The statements known so far, found by their content words. It lives for one decision."""

    statements: dict[str, KnownStatement] = field(default_factory=dict)
    wordings: dict[str, Wording] = field(default_factory=dict)
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_words: dict[tuple[str, ...], set[str]] = field(default_factory=lambda: defaultdict(set))
    by_quote: dict[str, str] = field(default_factory=dict)

    def put(self, statement: KnownStatement) -> None:
        """Adds a statement, or the fuller words of one."""
        words = wording(statement.text)
        self.statements[statement.statement_id] = statement
        self.wordings[statement.statement_id] = words
        self.by_words[words.words].add(statement.statement_id)
        for word in words.content:
            self.by_word[word].add(statement.statement_id)
        self.by_quote |= dict.fromkeys(statement.quote_ids, statement.statement_id)

    def promising(self, words: Wording) -> Iterator[str]:
        """The statements that share enough words to be looked at, in the order of their ids."""
        counts: Counter[str] = Counter(found for word in set(words.content) for found in self.by_word.get(word, ()))
        size = len(set(words.content))
        exact = self.by_words.get(words.words, set())
        enough = {s for s, n in counts.items() if n >= _PROMISING * min(size, len(set(self.wordings[s].content)))}
        yield from sorted(exact | enough)


def fold_statements(
    utterances: Sequence[Utterance], known: Sequence[KnownStatement], now: datetime, known_after_days: float
) -> tuple[StatementDecision, ...]:
    """The statement of each utterance, the earliest first. The order of the batch does not matter.

    Premises: one statement has one speaker (or one report does not name him), overlapping words, and its reports lie
    near in time or are of one event. Prefers two statements for one utterance to one for two.
    """
    shelf = _Shelf()
    for statement in sorted(known, key=lambda statement: (statement.first_seen_at, statement.statement_id)):
        shelf.put(statement)
    decisions = []
    for utterance in sorted(utterances, key=_order):
        if utterance.quote_ids:
            decision = replace(_fold(utterance, shelf), known_reason=_known_reason(utterance, now, known_after_days))
            _shelve(decision, shelf)
            decisions.append(decision)
    return tuple(decisions)


def _order(utterance: Utterance) -> tuple[datetime, str, tuple[str, ...]]:
    return (_time(utterance), utterance.version_id, utterance.quote_ids)


def _time(utterance: Utterance) -> datetime:
    return utterance.said_at or utterance.seen_at


def _fold(utterance: Utterance, shelf: _Shelf) -> StatementDecision:
    """The statement that has the utterance already, else the likest, else a new one."""
    made = mint("st", utterance.quote_ids[0])
    kept = next((shelf.by_quote[quote] for quote in utterance.quote_ids if quote in shelf.by_quote), None)
    if kept or made in shelf.statements:
        return StatementDecision(kept or made, False, utterance, 1.0, "this quote was here before")
    words = wording(utterance.text)
    found = [
        (same, shelf.statements[statement_id])
        for statement_id in shelf.promising(words)
        if (same := _same(utterance, words, shelf.statements[statement_id], shelf.wordings[statement_id]))
    ]
    if not found:
        return _new_statement(made, utterance, words, shelf)
    same, statement = min(found, key=lambda item: (-item[0].similarity, item[1].first_seen_at, item[1].statement_id))
    is_credited = bool(utterance.speaker_ids) and not statement.speaker_ids
    return StatementDecision(
        statement.statement_id,
        False,
        utterance,
        round(same.similarity, 4),
        same.reason,
        is_newly_credited=is_credited,
    )


def _new_statement(made: str, utterance: Utterance, words: Wording, shelf: _Shelf) -> StatementDecision:
    """A statement of its own; where it is another one of the same speaker but for what it says, an altered form of it.

    It is not folded: who denies what he is reported to have said has said something else, and is alerted for it.
    """
    altered = [
        (likeness, shelf.statements[statement_id])
        for statement_id in shelf.promising(words)
        if _is_of_one_mouth(utterance, shelf.statements[statement_id])
        and (likeness := altered_wording(words, shelf.wordings[statement_id]))
    ]
    if not altered:
        return StatementDecision(made, True, utterance, 1.0, "words not met before")
    likeness, first = min(altered, key=lambda item: (-item[0].similarity, item[1].first_seen_at, item[1].statement_id))
    return StatementDecision(
        made, True, utterance, round(likeness.similarity, 4), likeness.reason, altered_of=first.statement_id
    )


def _is_of_one_mouth(utterance: Utterance, statement: KnownStatement) -> bool:
    """Whether a speaker is known to be the same, and the event too, or the time near."""
    one_event = utterance.event_id is not None and utterance.event_id == statement.event_id
    is_near = abs(_time(utterance) - statement.first_seen_at) <= NEAR
    return bool(set(utterance.speaker_ids) & set(statement.speaker_ids)) and (one_event or is_near)


def _same(utterance: Utterance, words: Wording, statement: KnownStatement, theirs: Wording) -> Sameness | None:
    """Why the utterance is that statement, or None: speaker, time or event, and words have to agree."""
    shared = set(utterance.speaker_ids) & set(statement.speaker_ids)
    if not shared and utterance.speaker_ids and statement.speaker_ids:
        return None
    one_event = utterance.event_id is not None and utterance.event_id == statement.event_id
    if not one_event and abs(_time(utterance) - statement.first_seen_at) > NEAR:
        return None
    same = same_wording(words, theirs)
    if same is None:
        return None
    is_short = min(len(words.content), len(theirs.content)) < _SHORT
    if is_short or not same.is_close:
        return same if shared and one_event else None
    return same


def _shelve(decision: StatementDecision, shelf: _Shelf) -> None:
    """Puts what a decision adds where the next utterance finds it: a new statement, or fuller words of an old one."""
    utterance = decision.utterance
    before = shelf.statements.get(decision.statement_id)
    if before is None:
        shelf.put(
            KnownStatement(
                decision.statement_id, utterance.text, utterance.speaker_ids, utterance.event_id, _time(utterance)
            )
        )
        return
    fuller = max(before.text, utterance.text, key=lambda text: (len(text), text))
    shelf.put(replace(before, text=fuller, speaker_ids=before.speaker_ids or utterance.speaker_ids))


def _known_reason(utterance: Utterance, now: datetime, known_after_days: float) -> str | None:
    """Why an utterance is no news, None where it is: what came in bulk, or late. Seed documents are always news."""
    if utterance.is_seed:
        return None
    if utterance.is_backlog:
        return "first poll" if utterance.origin is Origin.FEED else "import"
    is_old = utterance.said_at is not None and now - utterance.said_at > timedelta(days=known_after_days)
    return "old" if is_old else None
