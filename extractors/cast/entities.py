"""Spans of a text that name somebody or something: the model's entities, corrected by the rest of the document.

A small model errs in headlines and with unfamiliar names, but rarely each time that a name occurs. So a name is first
proposed (by the model, or by a given name), then trimmed, then one type is decided for all its occurrences, and then
every occurrence is found. Where the evidence is even, the model's word stands.
"""

from collections.abc import Collection, Iterable, Iterator

from spacy.tokens import Doc

from extractors.cast.bylines import bylines
from extractors.cast.clubs import as_clubs
from extractors.cast.columns import Columns
from extractors.cast.datelines import datelines
from extractors.cast.entity_types import NameVotes, decide_type
from extractors.cast.found import Found
from extractors.cast.gazetteer import Names, listed_type
from extractors.cast.headlines import Stretches, headline_spans
from extractors.cast.person_evidence import opens_with_word, unlikely_persons
from extractors.cast.trimming import is_title, trimmed
from extractors.cast.unseen import is_name_word, says_kind, unseen_names
from extractors.cast.widening import acronyms
from extractors.wordlists import word_list

KEPT_TYPES = frozenset(
    {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"}
)
_MAX_WORDS = 8  # of a name that is looked for again in the text


def find_entities(columns: Columns, credited: Stretches) -> tuple[Found, ...]:
    """The named entities of a parsed text, in order and apart from each other; photo credits name nobody."""
    doc = columns.doc
    headlines = Stretches(headline_spans(columns.text))
    bodies = tuple(acronyms(columns))
    proposed = [
        found
        for found in _apart((*bodies, *_proposed(columns)))
        if not credited.holds(doc[found.start].idx) and doc[found.start : found.end].text not in word_list("no_names")
    ]
    common = columns.common_words()
    proposed = [found for found in proposed if not opens_with_word(columns, found, common)]
    sound = [found for found in proposed if not headlines.holds(doc[found.start].idx)]
    in_headlines = [f for f in proposed if headlines.holds(doc[f.start].idx) and not _is_common(doc, f, common)]
    votes = NameVotes.of(doc, sound, in_headlines, {doc[found.start : found.end].text for found in bodies})
    unlikely = unlikely_persons(doc, sound, votes.person_words, common)
    trusted = [f for f in sound if not _swallows_person(doc, f, votes)]
    trusted += [f for f in in_headlines if not votes.is_mixed_up(doc[f.start : f.end])]
    trusted = [found for found in trusted if not _is_family(doc, found, votes)]
    one_of = {_words(doc, found): found for found in trusted}
    decided = {words: decide_type(doc[f.start : f.end], f.type, votes) for words, f in one_of.items()}
    names = {words: label for words, label in decided.items() if label != "PERSON" or " ".join(words) not in unlikely}
    taken = [Found(f.start, f.end, names[words]) for f in trusted if (words := _words(doc, f)) in names]
    repeated = _repetitions(columns, taken, _worth_repeating(names, votes), credited)
    return tuple(as_clubs(columns, sorted(taken + repeated, key=lambda found: found.start)))


# --- proposing --------------------------------------------------------------------------------------------------------


def _proposed(columns: Columns) -> Iterator[Found]:
    """The model's entities, cut and trimmed, and names that open with a given name where the model saw none."""
    doc = columns.doc
    names = Names.of(columns)
    end_before = 0
    lines = (*datelines(columns), *bylines(columns))
    yield from lines
    in_lines = {at for found in lines for at in range(found.start, found.end)}
    for entity in doc.ents:
        yield from unseen_names(doc, names, end_before, entity.start)
        if not in_lines.isdisjoint(range(entity.start, entity.end)):
            pass
        elif entity.label_ in KEPT_TYPES:
            yield from trimmed(entity)
        elif label := listed_type(entity.text):
            yield Found(entity.start, entity.end, label)
        end_before = entity.end
    yield from unseen_names(doc, names, end_before, len(doc))


def _apart(proposed: Iterable[Found]) -> Iterator[Found]:
    """The spans that overlap none before them: a name that was widened takes in what the model had beside it."""
    end = 0
    for found in sorted(proposed, key=lambda found: (found.start, -found.end)):
        if found.start >= end:
            yield found
            end = found.end


def _is_common(doc: Doc, found: Found, common: Collection[str]) -> bool:
    """Whether each word of a headline's name occurs in lower case elsewhere: then it is no name (`First Visit`)."""
    return all(token.lower_ in common or not token.is_alpha or token.is_stop for token in doc[found.start : found.end])


def _swallows_person(doc: Doc, found: Found, votes: NameVotes) -> bool:
    """Whether a work, event or the like is a stretch of prose that opens with a person: `Smith accused Jones of`."""
    if found.type not in {"WORK_OF_ART", "EVENT", "LAW", "PRODUCT"} or found.end - found.start < 2:
        return False
    first, second = doc[found.start], doc[found.start + 1]
    is_person = first.text in votes.person_words or first.text.title() in votes.person_words
    return is_person and (second.is_lower or second.is_punct)


def _is_family(doc: Doc, found: Found, votes: NameVotes) -> bool:
    """Whether the name is that of several of one family, who are no body: `the Hollises` beside `Ann Hollis`."""
    name, is_one = doc[found.start : found.end].text, found.end - found.start == 1
    one = name.removesuffix("es"), name.removesuffix("s")
    is_many = name not in votes.person_words and not votes.person_words.isdisjoint(one)
    return is_one and is_many and found.start > 0 and doc[found.start - 1].lower_ == "the" and not listed_type(name)


# --- finding every occurrence -----------------------------------------------------------------------------------------


def _words(doc: Doc, found: Found) -> tuple[str, ...]:
    return tuple(token.text for token in doc[found.start : found.end])


def _worth_repeating(names: dict[tuple[str, ...], str], votes: NameVotes) -> dict[tuple[str, ...], str]:
    """The names to be found wherever they occur, and the parts of persons' names."""
    repeated = {words: label for words, label in names.items() if label != "NORP" and len(words) <= _MAX_WORDS}
    for word in votes.person_words:
        repeated.setdefault(tuple(word.split()), "PERSON")
        if len(word) > 3 and " " not in word:
            repeated.setdefault((word.upper(),), "PERSON")  # a transcript's PENCE: …
    return repeated


def _repetitions(
    columns: Columns, taken: Iterable[Found], names: dict[tuple[str, ...], str], credited: Stretches
) -> list[Found]:
    """Occurrences of the names outside of what is taken, the longest first at each place."""
    doc = columns.doc
    covered = {at for found in taken for at in range(found.start, found.end)}
    longest: dict[str, int] = {}
    for words in names:
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    found: list[Found] = []
    end = 0
    for at in columns.which("ORTH", [first for first in longest if first[:1].isupper()]):
        if at < end or at in covered or credited.holds(int(columns.offsets[at])):
            continue
        for length in range(longest[doc[at].text], 0, -1):
            words = tuple(t.text for t in doc[at : at + length])
            label = names.get(words)
            if label and covered.isdisjoint(range(at, at + length)) and _may_be_name(doc, at, length, label):
                end = at + length
                found.append(Found(at, end, label))
                break
    return found


def _may_be_name(doc: Doc, at: int, length: int, label: str) -> bool:
    """Whether a single word is used as a name here: a proper noun, and no part of a longer name of another thing."""
    if length > 1:
        return True
    before = doc[at - 1] if at else None
    after = doc[at + 1] if at + 1 < len(doc) else None
    is_after_name = before is not None and before.ent_type_ == "" and is_name_word(before) and not is_title(before)
    if label == "PERSON":
        return before is None or not is_after_name or before.is_upper or before.is_sent_start or says_kind(before)
    is_inside = after is not None and is_name_word(after)
    return doc[at].pos_ in {"PROPN", "NOUN", "X"} and not (is_inside or is_after_name)
