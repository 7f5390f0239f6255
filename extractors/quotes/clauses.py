"""The stage that finds reported clauses: what a cue governs (`governed`), and what stands beside it (`around`).

Premises: a verb of saying with a subject reports its clause (`said that …`, `said …`, `…, officials said`), other
verbs what their lists say, and a noun (`emphasised the need for "…"`) only where it holds quoted words. Of nested
reports the outer one counts. What was not said (`declined to say`, `did not say`) is no report, nor is a headline.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from extractors.quotes.around import around, by_source, opening
from extractors.quotes.breaks import last_before_glued
from extractors.quotes.continuations import with_joined, with_phrase
from extractors.quotes.drafts import Draft, Way
from extractors.quotes.ends import is_headline, is_long_enough, trimmed, without_scraps
from extractors.quotes.governed import complement, quoted
from extractors.quotes.nouns import is_noun_cue, said_by_noun
from extractors.quotes.reading import Reading, Unit, is_cue
from extractors.quotes.speakers import subject_of
from extractors.records import QuoteKind
from extractors.wordlists import word_list

_LISTS = ("cues_speech", "cues_quoting", "cues_infinitive")
# That said, the roads are dry.
_NOBODY = frozenset({"nothing", "that", "there", "this", "these", "what", "who", "which"})
_SHORTEST = 3  # words
_REACH = 4  # tokens from a verb back to the noun before it

Range = tuple[int, int]


def reported_clauses(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts, and one for each clause reported by a cue that no draft uses yet."""
    used = {draft.cue.i for draft in drafts if draft.cue is not None and not draft.is_partial}
    found: list[Draft] = []
    for unit in reading.units:
        if is_headline(reading, unit):
            continue
        found += _of_unit(reading, unit, used)
    opened, openings = _openings(reading, drafts)
    return _merged(opened, found + openings)


def _of_unit(reading: Reading, unit: Unit, used: set[int]) -> list[Draft]:
    """The reports of a unit. What `and` joins to a report without a subject of its own has the same speaker."""
    found: list[Draft] = []
    done = unit.first
    speaker: tuple[Span, ...] = ()
    for cue in _cues(reading, unit, used):
        if cue.i < done:
            continue
        joined = speaker if found and _goes_on(reading, cue, done) else ()
        mentions = joined or subject_of(reading, cue)
        pieces = _pieces(reading, unit, cue, mentions, done)
        for later, piece in enumerate(pieces):
            draft = _draft(reading, unit, cue, piece)
            found.append(replace(draft, continues=later > 0, mentions=joined))
        if pieces:
            done, speaker = max(done, *(last for _, last in pieces)), mentions
    return found


def _goes_on(reading: Reading, cue: Token, done: int) -> bool:
    """Whether only `and`, adverbs and a comma stand between a report and a cue without a subject of its own."""
    between = list(reading.outside(done, cue.i))
    is_joined = any(token.lower_ in {"and", "but"} for token in between)
    is_bare = all(token.is_punct or token.pos_ in {"ADV", "CCONJ", "AUX"} for token in between)
    return is_joined and is_bare and reading.child(cue, "nsubj", "nsubjpass") is None


def _openings(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[tuple[Draft, ...], list[Draft]]:
    """The drafts, and the words outside of marks that open their utterances: `The wells, he said, “are dry.”`."""
    opened, openings = list(drafts), []
    for number, draft in enumerate(drafts):
        unit = reading.units[draft.unit]
        run = reading.runs[unit.runs[0]] if unit.runs else None
        if draft.cue is None or draft.reason is not Way.PRECEDES or run is None or run.start != draft.start:
            continue
        if reading.text[run.inner_start].islower() and not reading.is_quoted(draft.cue):
            pieces = [trimmed(reading, unit, draft.cue, piece) for piece in opening(reading, unit, draft.cue)]
            openings += [_draft(reading, unit, draft.cue, piece) for piece in pieces if piece[1] - piece[0] > 1]
            opened[number] = replace(draft, continues=draft.continues or bool(openings and pieces))
    return tuple(opened), openings


def _merged(drafts: tuple[Draft, ...], found: list[Draft]) -> tuple[Draft, ...]:
    """All drafts in the order of the text. Of two that overlap a whole quotation with a cue stays, then the clause."""
    ranked = [
        *(draft for draft in drafts if draft.cue is not None and not draft.is_partial),
        *found,
        *(draft for draft in drafts if draft.cue is None or draft.is_partial),
    ]
    kept: list[Draft] = []
    for draft in ranked:
        place = bisect_left(kept, draft.end, key=lambda other: other.start)
        if place == 0 or kept[place - 1].end <= draft.start:
            kept.insert(place, draft)
    return tuple(kept)


def _draft(reading: Reading, unit: Unit, cue: Token, piece: Range) -> Draft:
    first, last = piece
    start, end = reading.doc[first].idx, reading.doc[last - 1].idx + len(reading.doc[last - 1])
    if reading.run_of[last - 1] < 0:
        end = last_before_glued(reading.text, reading.doc[last - 1].idx, end)
    return Draft(start, end, unit.number, Way.CLAUSE, cue, kind=QuoteKind.INDIRECT)


def _cues(reading: Reading, unit: Unit, used: set[int]) -> Iterator[Token]:
    """The words of a unit that may report a clause, those within what a later one reports left out."""
    cues = [token for token in reading.outside(unit.first, unit.last) if token.i not in used and _is_candidate(token)]
    closing = next((cue for cue in reversed(cues) if is_cue(cue, "cues_speech")), None)
    told = None if closing is None else _told_before(reading, closing)
    for cue in cues:
        if told is None or not _is_nested(reading, cue, told):
            yield cue


def _is_candidate(token: Token) -> bool:
    return token.lower_ == "according" or is_cue(token, *_LISTS) or is_noun_cue(token)


def _told_before(reading: Reading, closing: Token) -> Token | None:
    """The clause that stands before the verb that reports it: `…, the source added`, but not `Ann said …, she said`."""
    subject = reading.child(closing, "nsubj")
    if subject is None or subject.pos_ == "PRON":
        return None
    return next((c for c in reading.children[closing.i] if c.dep_ == "ccomp" and c.i < closing.i), None)


def _is_nested(reading: Reading, cue: Token, told: Token) -> bool:
    """Whether a cue with what it governs behind it lies within what the sentence reports as a whole."""
    governs = any(c.dep_ in {"ccomp", "xcomp"} and c.i > cue.i for c in reading.children[cue.i])
    return governs and told.left_edge.i <= cue.i <= told.right_edge.i and cue.dep_ != "parataxis"


def _pieces(reading: Reading, unit: Unit, cue: Token, mentions: tuple[Span, ...], done: int) -> list[Range]:
    """The token ranges that a cue reports: none, one, or two that it parts."""
    if cue.lower_ == "according":
        pieces = by_source(reading, unit, cue, done)
    elif is_noun_cue(cue):
        pieces = said_by_noun(reading, unit, cue)
    elif not _reports(reading, cue, mentions):
        pieces = []
    else:
        beside = around(reading, unit, cue, done)
        behind = [] if len(beside) > 1 else complement(reading, unit, cue)
        pieces = behind or beside or quoted(reading, unit, cue)
        pieces = pieces if pieces is beside else [_whole(reading, unit, cue, piece) for piece in pieces]
    cut = [trimmed(reading, unit, cue, piece) for piece in pieces]
    whole = [piece for piece in cut if piece[0] < piece[1]]
    return without_scraps(reading, whole) if is_long_enough(reading, whole, _SHORTEST) else []


def _whole(reading: Reading, unit: Unit, cue: Token, piece: Range) -> Range:
    return with_phrase(reading, unit, with_joined(reading, unit, cue, piece))


def _reports(reading: Reading, cue: Token, mentions: tuple[Span, ...]) -> bool:
    """Whether the verb says that something was said, by somebody who is mentioned."""
    deps = {child.dep_ for child in reading.children[cue.i]}
    is_unsaid = "neg" in deps or _is_avoided(cue)
    words = mentions[0].text.lower() if mentions else ""
    is_anyone = bool(words) and words not in _NOBODY and not (words == "it" and cue.tag_ == "VBG")
    is_doubtful = _is_example(reading, cue) or _has_lost_subject(reading, cue, mentions)
    return is_anyone and not is_unsaid and "auxpass" not in deps and not is_doubtful


def _is_avoided(cue: Token) -> bool:
    """Whether it was not said: `refused to say`, `without saying`, `stopped short of saying`."""
    if cue.dep_ == "pcomp":
        return cue.head.lower_ == "without" or (
            cue.head.lower_ == "of" and cue.head.head.lower_ in {"instead", "short"}
        )
    return cue.dep_ == "xcomp" and cue.head.lemma_ in word_list("cues_refused")


def _has_lost_subject(reading: Reading, cue: Token, mentions: tuple[Span, ...]) -> bool:
    """Whether the noun right before the verb is not who the parse says speaks: `Ann met Bob and the mayor said`."""
    before = [t for t in reading.outside(max(cue.i - _REACH, 0), cue.i) if t.pos_ not in {"ADV", "AUX", "PART"}]
    is_own = reading.child(cue, "nsubj", "nsubjpass") is not None or cue.tag_ in {"VB", "VBG", "VBN"}
    if is_own or not before or before[-1].pos_ not in {"NOUN", "PROPN", "PRON"} or before[-1].i + _REACH < cue.i:
        return False
    return bool(mentions) and mentions[0].end <= before[-1].i


def _is_example(reading: Reading, cue: Token) -> bool:
    """Whether the word only means `for example`: a mild winter, say, or a dry one."""
    before, after = reading.doc[max(cue.i - 1, 0)].text, reading.doc[min(cue.i + 1, len(reading.doc) - 1)].text
    return cue.lower_ == "say" and before in {",", "(", "–", "—"} and after == ","
