"""Reports of utterances on their way to statements, found by their words. They live for one decision."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from extractors.decisions.wording import Sameness, Wording, wording
from extractors.records import KnownStatement, StatementRedirect, Utterance
from extractors.records.ids import mint

_PROMISING = 0.6  # share of the shorter one's content words, in any order, that makes a closer look worth while
_ENOUGH = 4  # shared content words that always do


def time_of(utterance: Utterance) -> datetime:
    """When the article that reports it was published, else first seen."""
    return utterance.said_at or utterance.seen_at


@dataclass(slots=True, eq=False)
class Reports:
    """What is one statement: those of the warehouse, the oldest first, and utterances of the batch with why."""

    text: str
    words: Wording
    speaker_ids: tuple[str, ...]
    event_ids: set[str]
    since: datetime
    until: datetime
    known: list[KnownStatement] = field(default_factory=list)
    reports: list[tuple[Utterance, Sameness | None]] = field(default_factory=list)
    merged: list[tuple[KnownStatement, Sameness]] = field(default_factory=list)
    altered_of: str | None = None

    @property
    def first(self) -> Utterance:
        """The utterance of the batch that was reported first."""
        return min((report[0] for report in self.reports), key=lambda u: (time_of(u), u.version_id, u.quote_ids))

    @property
    def statement_id(self) -> str:
        """The id of the oldest statement it is, else one made from its first quote."""
        return self.known[0].statement_id if self.known else mint("st", self.first.quote_ids[0])

    @property
    def root_id(self) -> str:
        """Its id, or that of the statement it is an altered form of."""
        return next((s.altered_of for s in self.known if s.altered_of), None) or self.altered_of or self.statement_id

    @property
    def age(self) -> tuple[bool, datetime, str]:
        """What the older of two is told by: statements of the warehouse come first."""
        if self.known:
            return (False, self.known[0].first_seen_at, self.known[0].statement_id)
        return (True, self.since, self.reports[0][0].version_id)

    @property
    def version_ids(self) -> frozenset[str]:
        """The texts of the batch that report it."""
        return frozenset(utterance.version_id for utterance, _ in self.reports)

    def is_near(self, time: datetime, near: timedelta) -> bool:
        """Whether a time lies near one of its reports."""
        return self.since - near <= time <= self.until + near

    def add(self, utterance: Utterance, why: Sameness | None) -> None:
        """One more report, and why; the words stay what they are."""
        self.reports.append((utterance, why))
        self.speaker_ids = self.speaker_ids or utterance.speaker_ids
        self.event_ids |= {utterance.event_id} if utterance.event_id else set()
        self.since, self.until = min(self.since, time_of(utterance)), max(self.until, time_of(utterance))

    def join(self, other: "Reports", why: Sameness) -> None:
        """All of another statement, which is the same one."""
        self.merged += [*other.merged, *((statement, why) for statement in other.known)]
        self.known = sorted((*self.known, *other.known), key=_age)
        self.reports += [(utterance, found or why) for utterance, found in other.reports]
        self.speaker_ids = self.speaker_ids or other.speaker_ids
        self.event_ids |= other.event_ids
        self.since, self.until = min(self.since, other.since), max(self.until, other.until)
        self.text, self.words = max((self.text, self.words), (other.text, other.words), key=lambda it: len(it[0]))

    def redirects(self) -> Iterator[StatementRedirect]:
        """The statements of the warehouse that lead to the oldest of them from now on."""
        why = {statement.statement_id: same for statement, same in self.merged}
        for statement in self.known[1:]:
            same = why.get(statement.statement_id) or next(iter(why.values()))
            yield StatementRedirect(statement.statement_id, self.statement_id, round(same.similarity, 4), same.reason)


def _age(statement: KnownStatement) -> tuple[datetime, str]:
    return (statement.first_seen_at, statement.statement_id)


class Shelf:
    """The statements known so far, found by their content words, their quotes and their ids."""

    def __init__(self, known: Iterable[KnownStatement]) -> None:
        self._reports: list[Reports] = []  # one a number; where two became one, both numbers lead to it
        self._sizes: list[int] = []
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_words: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._by_id: dict[str, Reports] = {}
        self._by_quote: dict[str, Reports] = {}
        for statement in sorted(known, key=_age):
            self._put_known(statement)

    def all(self) -> Iterator[Reports]:
        """All that is there, once each."""
        yield from {id(reports): reports for reports in self._reports}.values()

    def kept(self, utterance: Utterance) -> Reports | None:
        """The statement that has one of the utterance's quotes already, or was made by it."""
        found = (self._by_quote[quote] for quote in utterance.quote_ids if quote in self._by_quote)
        return next(found, None) or self._by_id.get(mint("st", utterance.quote_ids[0]))

    def promising(self, words: Wording) -> list[Reports]:
        """The statements that share enough words to be looked at, the oldest first."""
        content = set(words.content)
        counts = Counter(number for word in content for number in self._by_word.get(word, ()))
        found = {n for n, count in counts.items() if count >= self._enough(len(content), n)}
        found |= self._by_words.get(words.words, set())
        reports = {id(self._reports[number]): self._reports[number] for number in found}
        return sorted(reports.values(), key=lambda each: each.age)

    def _enough(self, size: int, number: int) -> float:
        return min(_ENOUGH, _PROMISING * min(size, self._sizes[number]))

    def _put_known(self, statement: KnownStatement) -> None:
        reports = Reports(
            text=statement.text,
            words=wording(statement.text),
            speaker_ids=statement.speaker_ids,
            event_ids={statement.event_id} if statement.event_id else set(),
            since=statement.reported_from or statement.first_seen_at,
            until=statement.reported_until or statement.first_seen_at,
            known=[statement],
        )
        self._index(reports)
        self._by_id[statement.statement_id] = reports
        self._by_quote |= dict.fromkeys(statement.quote_ids, reports)

    def new(self, utterance: Utterance, words: Wording) -> None:
        """Puts an utterance by itself."""
        time = time_of(utterance)
        reports = Reports(utterance.text, words, (), set(), time, time)
        reports.add(utterance, None)
        self._index(reports)

    def add(self, reports: Reports, utterance: Utterance, words: Wording, why: Sameness) -> None:
        """Puts an utterance with others. They are found by its words, too, where it is the fullest."""
        reports.add(utterance, why)
        if len(utterance.text) > len(reports.text):
            reports.text, reports.words = utterance.text, words
            self._index(reports)

    def join(self, reports: Reports, other: Reports, why: Sameness) -> None:
        """Makes one of two."""
        reports.join(other, why)
        self._reports = [reports if each is other else each for each in self._reports]
        self._by_id |= {statement.statement_id: reports for statement in reports.known}
        self._by_quote |= {quote: reports for statement in other.known for quote in statement.quote_ids}

    def _index(self, reports: Reports) -> None:
        number = len(self._reports)
        self._reports.append(reports)
        self._sizes.append(len(set(reports.words.content)))
        self._by_words[reports.words.words].add(number)
        for word in set(reports.words.content):
            self._by_word[word].add(number)
