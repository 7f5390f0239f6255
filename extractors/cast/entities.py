"""Spans of a text that name somebody or something: the model's entities, corrected by the rest of the document.

A small model errs in headlines and with unfamiliar names, but rarely each time that a name occurs. So a name is first
proposed (by the model, or by a given name), then trimmed, then one type is decided for all its occurrences, and then
every occurrence is found. Where the evidence is even, the model's word stands.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from extractors.cast.bylines import bylines
from extractors.cast.clubs import as_clubs
from extractors.cast.columns import Columns
from extractors.cast.datelines import datelines
from extractors.cast.entity_types import NameVotes, decide_type
from extractors.cast.found import Found
from extractors.cast.gazetteer import PREFIXES, listed_type
from extractors.cast.headlines import Stretches, headline_spans
from extractors.cast.names import fold, is_given_name
from extractors.cast.person_evidence import unlikely_persons
from extractors.cast.unseen import is_name_word, says_kind, unseen_names
from extractors.cast.widening import acronyms, end_of_body, parted, with_hyphens
from extractors.wordlists import word_list

KEPT_TYPES = frozenset(
    {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"}
)
_MAX_WORDS = 8  # of a name that is looked for again in the text
_CUT_PERSON = frozenset({"and", "&", "/", ",", ";", "|", "—", "–", "via", "with", "(", ")", ":"})
_PART_OF_NAME = frozenset({"pope", "st", "saint", "lord", "lady", "patriarch"})
_TICKER = re.compile(r"<?[A-Z0-9]{1,6}\.[A-Z]{1,3}>?")  # of a share: `NVKM.OL`
_LEADING = frozenset({"the", "a", "an", '"', "“", "'", "‘", "(", "-", "—", "–", ",", ".", ":", "*", "[", "&", "…"})
_TRAILING = frozenset(
    {"'s", "’s", "'", "’", '"', "”", ",", ")", "(", "-", "—", "–", ":", ";", "]", "&", "/", "…", "!", "?"}
    | {"of", "for", "and", "in", "at", "the"}
)


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
    sound = [found for found in proposed if not headlines.holds(doc[found.start].idx)]
    in_headlines = [f for f in proposed if headlines.holds(doc[f.start].idx) and not _is_common(doc, f, common)]
    votes = NameVotes.of(doc, sound, in_headlines, {doc[found.start : found.end].text for found in bodies})
    unlikely = unlikely_persons(doc, sound, votes.person_words, common)
    trusted = [f for f in sound if not _swallows_person(doc, f, votes)]
    trusted += [f for f in in_headlines if not votes.is_mixed_up(doc[f.start : f.end])]
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
    names = set(columns.which("TAG", ("NNP", "NNPS")))
    end_before = 0
    lines = (*datelines(columns), *bylines(columns))
    yield from lines
    in_lines = {at for found in lines for at in range(found.start, found.end)}
    for entity in doc.ents:
        yield from unseen_names(doc, names, end_before, entity.start)
        if not in_lines.isdisjoint(range(entity.start, entity.end)):
            pass
        elif entity.label_ in KEPT_TYPES:
            yield from _trimmed(entity)
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


def _trimmed(entity: Span) -> Iterator[Found]:
    pair = parted(entity) if entity.label_ in {"ORG", "GPE", "LOC"} else ()
    if pair:
        yield from pair
        return
    for piece in _pieces(entity):
        start, end = _trim(entity.doc, piece.start, piece.end, entity.label_)
        words = entity.doc[start:end]
        is_name = start < end and not words.text.startswith(("@", "#", "http")) and any(c.isupper() for c in words.text)
        if entity.label_ == "PERSON" and any(c.isdigit() for c in words.text):
            continue
        if is_name and not (entity.label_ in {"PERSON", "ORG"} and _is_office(words)):
            is_person = entity.label_ in {"ORG", "GPE", "LOC", "FAC"} and _is_family_name(entity.doc, start, end)
            yield Found(start - 1, end, "PERSON") if is_person else Found(start, end, entity.label_)


def _is_office(words: Span) -> bool:
    """Whether the words name an office, not somebody: `State Councilor`, the `State` of a secretary of state."""
    if words.text == "State" and words.start and words.doc[words.start - 1].lower_ == "of":
        return True
    return _is_title(words[-1]) and all(_is_title(token) or token.text == "State" for token in words)


def _pieces(entity: Span) -> Iterator[Span]:
    """The entity cut where a line ends, and, for a person, where another one begins."""
    doc, start = entity.doc, entity.start
    for token in entity:
        is_dash = token.text in {"-", "–", "—", "--"} and token.i > entity.start and bool(token.nbor(-1).whitespace_)
        is_cut = (
            token.is_space
            or (is_dash and bool(token.whitespace_))
            or (entity.label_ == "PERSON" and _parts_persons(token))
        )
        if is_cut:
            yield doc[start : token.i]
            start = token.i + 1
    yield doc[start : entity.end]


def _parts_persons(token: Token) -> bool:
    is_sentence_end = token.text == "." or (len(token) > 3 and token.text.endswith(".") and token.is_sent_end)
    return token.lower_ in _CUT_PERSON or bool(is_sentence_end)


def _trim(doc: Doc, start: int, end: int, label: str) -> tuple[int, int]:
    while start < end and (doc[start].lower_ in _LEADING or _is_prefix(doc, start)):
        start += 1
    while end > start and (doc[end - 1].lower_ in _TRAILING or (label != "PERSON" and _is_ticker(doc[end - 1]))):
        end -= 1
    if label == "ORG" and end - start > 1 and _is_kind(doc[start]) and doc[start + 1].text[:1].isupper():
        start += 1
    if label in {"ORG", "GPE", "LOC", "FAC"} and start < end:
        start, end = with_hyphens(doc, start, end)
    if label == "GPE" and doc[end : end + 2].text in {", D.C.", ", DC"}:  # one town
        return start, end + 2
    if label == "ORG" and start < end:
        return start, end_of_body(doc, start, end)
    if label == "PERSON":
        while start < end - 1 and (_is_title(doc[start]) or _is_style_of_full_name(doc, start, end)):
            start += 1
        while end - start > 1 and not _ends_a_name(doc[end - 1]):
            end -= 1
        return _widened(doc, start, end)
    return start, end


def _widened(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A person's span with the parts of the name that the model left out: `Debbie`, `von der Leyen`, `-in`."""
    if end <= start:
        return start, end
    while (
        start > 0
        and doc[start - 1].tag_ == "NNP"
        and not doc[start - 1].ent_type_
        and is_given_name(doc[start - 1].text)
    ):
        start -= 1
    while end + 1 < len(doc) and doc[end].text == "-" and _is_joined(doc[end]):  # Jae-in
        end += 2
    after = end
    while after < len(doc) - 1 and doc[after].text in word_list("name_particles"):
        after += 1
    is_family_name = after > end and doc[after].tag_ == "NNP" and doc[after].text[:1].isupper()
    return start, after + 1 if is_family_name else end


def _is_family_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a given name stands before what the model takes for a body or a place: `Annegret Kramp-Bauer`."""
    if not start or doc[start - 1].ent_type_ or doc[start - 1].tag_ != "NNP" or not is_given_name(doc[start - 1].text):
        return False
    name = doc[start:end].text
    is_known = listed_type(name) or listed_type(doc[start - 1].text) or listed_type(doc[start - 1 : end].text)
    return not is_known and all(t.text == "-" or (is_name_word(t) and not says_kind(t)) for t in doc[start:end])


def _is_prefix(doc: Doc, start: int) -> bool:
    """Whether this and the hyphen after it only tell of a name: `anti-Beijing`."""
    if doc[start].lower_ not in PREFIXES or doc[start + 1 : start + 2].text != "-":
        return False
    return doc[start].is_lower or listed_type(doc[start + 2].text) is not None


def _is_kind(token: Token) -> bool:
    """Whether a sentence opens with what the name after it is: `Carmaker Norvik Motors`."""
    return bool(token.is_sent_start) and token.lower_ in word_list("organisation_nouns")


def _is_ticker(token: Token) -> bool:
    return _TICKER.fullmatch(token.text) is not None


def _is_style_of_full_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a style stands before a name that needs none: `Crown Prince Faisal bin Rashid`, not `Prince Faisal`."""
    word = doc[start].lower_
    if word in {"crown", "grand"}:
        return doc[start + 1].lower_ in word_list("styles")
    is_style = word in word_list("styles") and word not in _PART_OF_NAME
    return is_style and sum(token.text[:1].isupper() and len(token) > 3 for token in doc[start + 1 : end]) > 1


def _is_title(token: Token) -> bool:
    word = fold(token.text).strip(".")
    if word in word_list("styles"):
        return False
    lists = ("titles", "title_qualifiers", "role_nouns")
    return any(word in word_list(name) for name in lists) or token.text in word_list("demonyms")


def _ends_a_name(token: Token) -> bool:
    is_second_part = token.i > 0 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_
    return token.text[:1].isupper() or token.text[:1].isdigit() or "-" in token.text or is_second_part


def _is_joined(hyphen: Token) -> bool:
    return not hyphen.whitespace_ and not hyphen.nbor(-1).whitespace_ and hyphen.nbor(1).is_alpha


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
    if doc[at].pos_ not in {"PROPN", "NOUN", "X"} and label != "PERSON":
        return False
    is_inside = any(t is not None and t.pos_ == "PROPN" and not t.is_space and is_name_word(t) for t in (after,))
    is_after_name = before is not None and is_name_word(before) and not _is_title(before) and before.ent_type_ == ""
    return label == "PERSON" or not (is_inside or is_after_name)
