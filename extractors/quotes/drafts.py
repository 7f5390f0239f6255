"""A quote while it is being made: each stage fills in what it finds out."""

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Span, Token

from extractors.records import QuoteKind, Speaker, Via


class Way(StrEnum):
    """How a quote and its speaker were found."""

    FOLLOWS = "the cue follows"
    PRECEDES = "the cue comes before"
    LEADS = "the sentence before leads up to it"
    CLAUSE = "a reported clause"
    TURN = "a turn of a transcript"
    GOES_ON = "goes on from the quote before"
    CARRIED = "continues the speaker of the quote before"
    LATER = "the cue comes later"
    ANSWER = "question and answer"
    INTRODUCED = "the sentence before names the speaker"
    RETURNS = "returns to the speaker of an earlier quote"
    AFTERWARDS = "the sentence after names the speaker"
    ALONE = "a sentence of its own"


@dataclass(frozen=True, slots=True)
class Draft:
    """A span that may report words, in character offsets, within the unit of that number.

    `cue` is the word that reports, None for a floating quote, whose speaker has to come from what was said before;
    `mentions` are the words that name its speakers. `continues` marks a later piece of the utterance before it.
    """

    start: int
    end: int
    unit: int
    reason: Way
    cue: Token | None = None
    mentions: tuple[Span, ...] = ()
    kind: QuoteKind = QuoteKind.DIRECT
    speakers: tuple[Speaker, ...] = ()
    via: Via | None = None
    continues: bool = False
    is_partial: bool = False  # its sentence goes on behind the marks: a clause that holds it goes first
    is_turn: bool = False  # of a transcript: direct without marks
    confidence: float = 0.0  # that somebody is reported to have said it; `confidence` has the rule
