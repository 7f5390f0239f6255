"""What a person decided against the program: who is one, who is not, and who said it. It holds for good."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JudgementKind(StrEnum):
    """Merge: two entities are one. Split: a spelling, or one article's use of a name, is another one."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class EntityJudgement:
    """`entity_id` is merged into `other_entity_id`; or that one is split off from it.

    A split holds for the spelling with the folded name `alias_key`, in the article `article_id` or in all where that
    is None. `undone_at` is None while it holds.
    """

    judgement_id: str
    judgement: JudgementKind
    entity_id: str
    other_entity_id: str
    judged_at: datetime
    alias: str | None = None
    alias_key: str | None = None
    article_id: str | None = None
    undone_at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class EntityRedirect:
    """What was found to be `entity_id` is `to_entity_id`: whatever its spelling and article, where those are None."""

    entity_id: str
    alias_key: str | None
    article_id: str | None
    to_entity_id: str
    judgement_id: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A quote is credited to `speaker` (None: to nobody). It is found again by its article and its words.

    Offsets are those in the version that was corrected; `entity_id` is who the speaker was when it was corrected.
    """

    correction_id: str
    article_id: str
    version_id: str
    quote_id: str
    char_start: int
    char_end: int
    text: str
    corrected_at: datetime
    speaker: str | None = None
    speaker_type: str | None = None
    entity_id: str | None = None
    before: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CreditChange:
    """Who is credited with a statement, before and after a judgement. Ids are of entities, resolved."""

    statement_id: str
    quote_id: str
    article_id: str
    event_id: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    known_reason: str | None = None
    names: tuple[str, ...] = ()  # of those credited after it


@dataclass(frozen=True, slots=True)
class StandingAlert:
    """The last alert for a rule, figure and statement: an alert that stands, or the withdrawal of one.

    `entity_id` is the figure's, resolved.
    """

    alert_id: str
    rule_id: str
    figure_key: str
    statement_id: str
    quote_id: str
    article_id: str
    event_id: str | None
    kind: str
    entity_id: str
    figure_name: str


@dataclass(frozen=True, slots=True)
class EntityCard:
    """An entity as a person names it to judge about it: enough to tell it from its namesakes."""

    entity_id: str
    name: str
    type: str
    first_seen_at: datetime
    is_figure: bool
    alias_keys: frozenset[str]
    count_articles: int


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A quote of the warehouse that a person may correct, with the other pieces of its utterance.

    `nth` counts the quotes of the same words before it in its text.
    """

    quote_id: str
    article_id: str
    version_id: str
    statement_id: str
    char_start: int
    char_end: int
    text: str
    nth: int
    speakers: tuple[str, ...]
    quote_ids: tuple[str, ...]


__all__ = [
    "Correction",
    "CreditChange",
    "EntityCard",
    "EntityJudgement",
    "EntityRedirect",
    "JudgementKind",
    "StandingAlert",
    "StoredQuote",
]
