"""The stage that says of quotes without a cue who speaks, by the sentence beside them.

Premises: a quote that stands alone is said by whoever the sentence right before it is about, if that sentence quotes
nothing and is about somebody; in an exchange of questions and answers, by the other one; and where it opens the text,
by whoever the sentence after it is about. What none of these covers is left to the quote before (`resolved`).
"""

from dataclasses import replace

from spacy.tokens import Span, Token

from extractors.quotes.drafts import Draft, Way
from extractors.quotes.reading import Reading, Unit
from extractors.quotes.speakers import is_somebody, main_subject

_ASKS = frozenset({"ask", "inquire", "query", "wonder"})


def introduced_speakers(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts, floating ones with the words beside them that name who speaks."""
    quoting = {draft.unit for draft in drafts}
    found: list[Draft] = []
    for draft in drafts:
        if draft.cue is not None or draft.mentions:
            found.append(draft)
            continue
        before, after = _before(reading, draft), _after(reading, draft)
        if before is not None and before.number not in quoting:
            found.append(_with(draft, _about(reading, before), Way.INTRODUCED))
        elif answer := _exchanged(reading, found, draft):
            found.append(_with(draft, answer, Way.ANSWER))
        elif before is None and not found and after is not None and after.number not in quoting:
            found.append(_with(draft, _about(reading, after), Way.AFTERWARDS))
        else:
            found.append(draft)
    return tuple(found)


def _with(draft: Draft, mentions: tuple[Span, ...], reason: Way) -> Draft:
    return replace(draft, mentions=mentions, reason=reason) if mentions else draft


def _before(reading: Reading, draft: Draft) -> Unit | None:
    """The sentence before, in this paragraph or at the end of the last."""
    before = reading.units[draft.unit - 1] if draft.unit else None
    return before if before is not None and before.paragraph >= _paragraph(reading, draft) - 1 else None


def _after(reading: Reading, draft: Draft) -> Unit | None:
    after = reading.units[draft.unit + 1] if draft.unit + 1 < len(reading.units) else None
    return after if after is not None and after.paragraph <= _paragraph(reading, draft) + 1 else None


def _about(reading: Reading, unit: Unit) -> tuple[Span, ...]:
    """The somebody whom the sentence is about: its subject, else the one person in it."""
    words = list(reading.outside(unit.first, unit.last))
    subject = main_subject(words)
    if subject is not None and is_somebody(subject) and subject.lower_ != "they":
        return (reading.noun_phrase(subject),)
    persons = [token for token in words if token.ent_type_ == "PERSON" and token.ent_iob_ == "B"]
    return (_whole(persons[0]),) if len(persons) == 1 else ()


def _whole(token: Token) -> Span:
    last = token.i + 1
    while last < len(token.doc) and token.doc[last].ent_iob_ == "I":
        last += 1
    return token.doc[token.i : last]


def _exchanged(reading: Reading, found: list[Draft], draft: Draft) -> tuple[Span, ...]:
    """Who speaks next in an exchange: the one asked, then again the one who asks."""
    before = found[-1] if found else None
    if before is None or _paragraph(reading, draft) != _paragraph(reading, before) + 1:
        return ()
    if hearer := _hearer(reading, before):
        return hearer
    if len(found) < 2 or not (before.mentions and found[-2].mentions):
        return ()
    asker = _asker(reading, found[-2:])
    return (
        () if asker is None else (found[-2 + asker].mentions if _asks(reading, draft) else found[-1 - asker].mentions)
    )


def _asker(reading: Reading, pair: list[Draft]) -> int | None:
    """Which of two quotes in a row, by different speakers, asks the other."""
    is_apart = _paragraph(reading, pair[1]) == _paragraph(reading, pair[0]) + 1
    asking = [_asks(reading, draft) for draft in pair]
    if not is_apart or asking[0] == asking[1] or pair[0].mentions[0].text == pair[1].mentions[0].text:
        return None
    return asking.index(True)


def _asks(reading: Reading, draft: Draft) -> bool:
    return "?" in reading.text[max(draft.start, draft.end - 2) : draft.end]


def _hearer(reading: Reading, draft: Draft) -> tuple[Span, ...]:
    """Whom a question is put to: `"…?" Ann asked Bob`."""
    if draft.cue is None or draft.cue.lemma_.lower() not in _ASKS or not _asks(reading, draft):
        return ()
    hearer = reading.child(draft.cue, "dobj", "dative")
    return (reading.noun_phrase(hearer),) if hearer is not None and hearer.ent_type_ == "PERSON" else ()


def _paragraph(reading: Reading, draft: Draft) -> int:
    return reading.units[draft.unit].paragraph
