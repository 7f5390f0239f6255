"""What words may stand for, and what they were found to stand for."""

from dataclasses import dataclass

from extractors.cast.names import Gender

GROUP = "GROUP"  # the type of several persons named together, `entity` being all their names


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that a pronoun may stand for. `entity` tells the entities apart; `gender` is None where unknown."""

    start: int  # token
    end: int
    entity: str
    type: str
    gender: Gender | None
    is_plural: bool = False
    weight: float = 1.0  # below one where it is itself a guess


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The entity found for a pronoun, None where nobody fits or several do; with confidence and reason."""

    entity: str | None
    type: str | None
    confidence: float
    reason: str
