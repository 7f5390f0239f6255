"""The mentions of a text with their full names and their place in the parse, and which of them only tell more."""

from dataclasses import dataclass

from spacy.tokens import Span

from extractors.cast.roles import leads_up
from extractors.records import Mention


@dataclass(frozen=True, slots=True)
class Member:
    """A mention with its place in the parse, and how its full name was found."""

    mention: Mention
    start: int  # token
    end: int
    confidence: float
    reason: str


def modifies(span: Span, member: Member) -> bool:
    """Whether a name only modifies the noun after it: `U.S. senator`, `Tulsa police Chief …`, `the Trump campaign`."""
    if member.end >= span.end:
        return False
    after = span.doc[member.end]
    return after.pos_ in ({"NOUN"} if member.mention.type == "PERSON" else {"NOUN", "PROPN"}) and not after.is_space


def is_part(span: Span, member: Member) -> bool:
    """Whether a name in the span only says more about its head: `Trump's lawyer`, `president of Iran`, `, of Ohio`."""
    doc = span.doc
    after = doc[member.end : member.end + 1].text
    if after in {"'s", "’s", "'", "’"}:
        return True
    place = member.start - 1
    while place > span.start and (doc[place].lower_ == "the" or leads_up(doc[place])):
        place -= 1  # `for Mrs. Adams`, `for Prime Minister Bo Dahl`: the preposition stands before the title
    return place >= span.start and doc[place].pos_ in {"ADP", "SCONJ", "PART"}
