"""Who speaks next in an exchange of questions and answers, where nobody is named any more.

Premise: two speak in turns, a paragraph each, and one of the two asks. Without a question the paragraphs of two
speakers are no exchange: in the news a quote that follows two others goes on from the last.
"""

from itertools import pairwise

from spacy.tokens import Span

from extractors.quotes.drafts import Draft
from extractors.quotes.reading import Reading

_ASKS = frozenset({"ask", "inquire", "query", "wonder"})
_LONGEST_TURNS = 8  # quotes in two paragraphs
_CLOSING = "\"'"


def exchanged(reading: Reading, found: list[Draft], draft: Draft) -> tuple[Span, ...]:
    """The words for whoever speaks next: the one asked, then again the one who asks."""
    before = found[-1] if found else None
    if before is None or not _is_next(reading, before, draft):
        return ()
    if hearer := _hearer(reading, before):
        return hearer
    turns = _last_turns(reading, found)
    if len(turns) < 2 or not (turns[0].mentions and turns[1].mentions):
        return ()
    asker = _asker(reading, turns[0], turns[1])
    if asker is None:
        return ()
    answering = turns[1] if asker is turns[0] else turns[0]
    return asker.mentions if asks(reading, draft) else answering.mentions


def asks(reading: Reading, draft: Draft) -> bool:
    """Whether the quote ends as a question."""
    return "?" in reading.text[max(draft.start, draft.end - 2) : draft.end]


def _last_turns(reading: Reading, found: list[Draft]) -> list[Draft]:
    """The first quotes of the last two paragraphs, where these stand side by side."""
    recent = found[-8:]
    firsts = [
        later for earlier, later in pairwise(recent) if _paragraph(reading, earlier) != _paragraph(reading, later)
    ]
    firsts = [*recent[:1], *firsts][-2:]
    return firsts if len(firsts) == 2 and _is_next(reading, *firsts) else []


def _asker(reading: Reading, first: Draft, second: Draft) -> Draft | None:
    """Which of two quotes in a row, by different speakers, asks the other."""
    if asks(reading, first) == asks(reading, second) or first.mentions[0].text == second.mentions[0].text:
        return None
    return first if asks(reading, first) else second


def _hearer(reading: Reading, draft: Draft) -> tuple[Span, ...]:
    """Whom a question is put to: `"…?" Ann asked Bob`."""
    if draft.cue is None or draft.cue.lemma_.lower() not in _ASKS or not asks(reading, draft):
        return ()
    hearer = reading.child(draft.cue, "dobj", "dative")
    return (reading.noun_phrase(hearer),) if hearer is not None and hearer.ent_type_ == "PERSON" else ()


def _is_next(reading: Reading, before: Draft, draft: Draft) -> bool:
    """Whether a quote stands in the paragraph after another one that is closed."""
    is_closed = reading.text[before.end - 1] in _CLOSING
    return is_closed and _paragraph(reading, draft) == _paragraph(reading, before) + 1


def _paragraph(reading: Reading, draft: Draft) -> int:
    return reading.units[draft.unit].paragraph
