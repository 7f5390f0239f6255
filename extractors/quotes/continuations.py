"""How far reported words go on where the parse has cut them short.

Premises: a verb right behind a clause, with no comma, is the clause's; a reason or condition behind it is what somebody
said and not why he said it; words in marks belong to the report they are joined to. A clause never cuts a run.
"""

from spacy.tokens import Token

from extractors.quotes.reading import Reading, Unit, is_cue

Range = tuple[int, int]

_ANY = ("cues_speech", "cues_quoting")
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_JOINS = frozenset({"and", "but"})
_REASONS = frozenset({"because", "if", "unless", "until", "so"})
_LINKS = frozenset({"of", "to", "for", "between", "from"})  # a “grave threat” to the town
_LONGEST_JOINT = 8  # tokens from `and` to the words in marks or the verb that it joins


def continued(reading: Reading, unit: Unit, cue: Token, last: int) -> int:
    """One after the last token, where the parse has cut a clause before its verb or its quoted end."""
    if last >= unit.last or cue.dep_ in {"relcl", "acl"} or reading.doc[last - 1].is_punct:
        return last
    token = reading.doc[last]
    if (adjunct := _adjunct(reading, cue, last)) is not None:
        return min(adjunct.right_edge.i + 1, unit.last)
    if reading.run_of[last] >= 0 and reading.run_of[last - 1] < 0:
        return reading.spans[reading.run_of[last]][1]
    if reading.run_of[last] < 0 and (token.tag_ in _FINITE or token.tag_ == "MD"):
        verb = token if token.pos_ == "VERB" or token.dep_ not in {"aux", "auxpass"} else token.head
        return min(max(verb.right_edge.i, token.i) + 1, unit.last)
    return last


def with_joined(reading: Reading, unit: Unit, cue: Token, piece: Range) -> Range:
    """The range with what `and` joins to it: the next words in marks, or a verb with `will` or `would`.

    That is the same as one in the range, or of a clause about something else: what would or could be is told by whom
    the writer quotes, not by the writer (`said ties were poor and the talks could fail`).
    """
    first, last = piece
    last -= reading.doc[last - 1].lower_ in _JOINS and reading.run_of[last - 1] < 0  # left over from the parse
    piece = (first, last)
    joint = last + (last < unit.last and reading.doc[last].text == "," and reading.run_of[last] < 0)
    if joint >= unit.last or reading.doc[joint].lower_ not in _JOINS or reading.run_of[joint] >= 0:
        return piece
    for token in reading.doc[joint + 1 : min(joint + _LONGEST_JOINT, unit.last)]:
        if (number := reading.run_of[token.i]) >= 0:
            return (first, reading.spans[number][1]) if reading.run_of[last - 1] >= 0 else piece
        if token.tag_ == "MD":
            is_same = any(t.lower_ == token.lower_ for t in reading.outside(first, last))
            is_same = is_same or _is_of_other(reading, cue, reading.doc[joint], token)
            is_said = is_same and not is_cue(token.head, *_ANY) and token.head.i > token.i
            is_negated = any(t.dep_ == "neg" for t in reading.children[token.head.i])
            return (first, min(token.head.right_edge.i + 1, unit.last)) if is_said and not is_negated else piece
        if token.tag_ in _FINITE or token.is_punct:
            return piece
    return piece


def _is_of_other(reading: Reading, cue: Token, joint: Token, modal: Token) -> bool:
    """Whether `and` joins to a plain report a clause whose subject is a noun right behind it."""
    subject = reading.child(modal.head, "nsubj", "nsubjpass")
    is_noun = subject is not None and subject.pos_ in {"NOUN", "PROPN"} and subject.left_edge.i == joint.i + 1
    return joint.lower_ == "and" and is_noun and is_cue(cue, "cues_speech") and cue.tag_ in _FINITE


def with_phrase(reading: Reading, unit: Unit, piece: Range) -> Range:
    """The range with the phrase that hangs on the words in marks at its end: a “grave threat” to the town."""
    first, last = piece
    if last >= unit.last or reading.run_of[last - 1] < 0 or reading.doc[last].lower_ not in _LINKS:
        return piece
    link = reading.doc[last]
    is_bound = link.dep_ == "prep" and link.head.i >= first and link.right_edge.i > link.i
    return (first, min(link.right_edge.i + 1, unit.last)) if is_bound else piece


def _adjunct(reading: Reading, cue: Token, last: int) -> Token | None:
    """The clause behind that gives a reason or a condition, or goes on with a list: the parse hangs it on the cue."""
    for child in reading.children[cue.i]:
        if child.dep_ == "advcl" and last <= child.left_edge.i <= last + 1 and reading.run_of[child.i] < 0:
            first = reading.doc[child.left_edge.i]
            is_listed = first.i == child.i and child.tag_ == "VB" and child.i > last
            return child if is_listed or first.lower_ in _REASONS else None
    return None
