"""What is found in one text: mentions, quotes, speakers, terms."""

from dataclasses import dataclass
from enum import StrEnum


class QuoteKind(StrEnum):
    """Direct: inside quotation marks. Indirect: a clause that reports. Mixed: both in one clause."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class ViaKind(StrEnum):
    """What an article credits for having had the words first."""

    OUTLET = "outlet"
    AGENCY = "agency"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names an entity. `name` is the full name it stands for; `type` is the OntoNotes label."""

    start: int
    end: int
    text: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it. `name` is the full name, None where the text does not say; `mention` are the words in the text.

    `mention`, `start` and `end` are None for a quote whose speaker is not mentioned beside it. `type` is the OntoNotes
    label of the speaker where known (PERSON, ORG, GPE), or ROLE for an unnamed `spokesperson for the Kremlin`.
    `confidence` lies in [0, 1]; `reason` says how the name was found.
    """

    name: str | None
    mention: str | None
    start: int | None
    end: int | None
    confidence: float
    reason: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Via:
    """The outlet, agency or medium that the article credits for a quote (`per AP News`, `on X`)."""

    name: str
    kind: ViaKind


@dataclass(frozen=True, slots=True)
class Quote:
    """A contiguous span that reports someone's words. Pieces parted by their attribution share an `utterance`."""

    start: int
    end: int
    text: str
    kind: QuoteKind
    utterance: int
    speakers: tuple[Speaker, ...]
    confidence: float
    reason: str
    cue: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None
    via: Via | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A content word's lemma and how often the text has it: what events are compared by."""

    lemma: str
    count: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that is found in one text, with the versions of what found it.

    `notes` are short sentences on how the text was read that its reader should know; an ordinary article has none.
    """

    mentions: tuple[Mention, ...]
    quotes: tuple[Quote, ...]
    terms: tuple[Term, ...]
    extractor_version: str
    model: str
    notes: tuple[str, ...] = ()


__all__ = ["Extraction", "Mention", "Quote", "QuoteKind", "Speaker", "Term", "Via", "ViaKind"]
