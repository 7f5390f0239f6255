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
class Resolution:
    """Who some words stand for. `name` is None where the text does not say; `reason` says how it was found, or not.

    `type` is the OntoNotes label, or ROLE for an unnamed `spokesperson for the Kremlin`; `confidence` lies in [0, 1].
    """

    name: str | None
    type: str | None
    confidence: float
    reason: str
