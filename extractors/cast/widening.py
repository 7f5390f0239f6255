"""Names that the model cut short or did not see, by what stands beside them: brackets, `of`, `and`."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from extractors.cast.columns import Columns
from extractors.cast.found import Found
from extractors.cast.gazetteer import listed_type
from extractors.cast.names import fold, is_given_name
from extractors.cast.organisations import LEGAL_FORMS
from extractors.cast.unseen import is_name_word, says_kind
from extractors.wordlists import word_list

_ACRONYM = re.compile(r"[A-Z][A-Za-z&.-]*[A-Z][a-z]?")
_SMALL = frozenset({"of", "the", "for", "and", "in", "on", "to", "&", "de", "'s", "’s", ",", "-"})
_JOINS = frozenset({"and", "&", ","})
_GOES_ON = frozenset({"of", "for"})
_MAX_ACRONYM, _MAX_TAIL = 8, 10  # letters, tokens


def acronyms(columns: Columns) -> Iterator[Found]:
    """Acronyms in brackets after the name of a body that they spell: `the Hockey Association (HA)`; with that name."""
    doc = columns.doc
    closing = set(columns.which("ORTH", (")",)))
    for at in columns.which("ORTH", ("(",)):
        if at + 2 not in closing:
            continue
        short = doc[at + 1]
        if 3 <= len(short) <= _MAX_ACRONYM and _ACRONYM.fullmatch(short.text):
            start = _spelled_from(doc, at, [char for char in short.text if char.isupper()])
            if start is not None and _is_body(doc[start:at]):
                yield Found(start, at, "ORG")
                yield Found(short.i, short.i + 1, "ORG")


def _spelled_from(doc: Doc, end: int, letters: list[str]) -> int | None:
    """Where the words before `end` begin whose initials are these letters; None where they spell something else."""
    at = end
    for letter in reversed(letters):
        at -= 1
        while at >= 0 and doc[at].text.lower() in _SMALL and doc[at].text[0] != letter:
            at -= 1
        if at < 0 or doc[at].text[0] != letter:
            return None
    return at


def _is_body(name: Span) -> bool:
    words = [token.lower_.strip(".") for token in name]
    return any(word in word_list("organisation_heads") for word in words)


def end_of_body(doc: Doc, start: int, end: int) -> int:
    """Where the name of an organisation ends that goes on with `of` or `for`: `Department` of Mines and Water."""
    if end + 1 >= len(doc) or not (_is_head_alone(doc, start, end) or _is_cut_short(doc, start, end)):
        return end
    at = reached = end + 1
    while at < len(doc) and at < end + _MAX_TAIL:
        token = doc[at]
        if token.ent_type_ in {"PERSON", "DATE"}:
            return end
        if token.tag_ in {"NNP", "NNPS"} and token.text[:1].isupper():
            reached = at + 1
        elif token.lower_ not in _JOINS and not (token.lower_ == "the" and at == end + 1):
            break
        at += 1
    if reached == end + 1 or _is_list(doc, end + 1, reached):
        return end
    return reached


def _is_head_alone(doc: Doc, start: int, end: int) -> bool:
    is_head = fold(doc[end - 1].text).strip(".") in word_list("organisation_heads")
    return end - start == 1 and is_head and doc[end].lower_ in _GOES_ON


def _is_cut_short(doc: Doc, start: int, end: int) -> bool:
    """Whether a body for two things is named by the first: `Institute of Allergy` and Infectious Diseases."""
    words = [token.lower_ for token in doc[start:end]]
    if doc[end].lower_ != "and" or "of" not in words or doc[end - 1].text in word_list("places"):
        return False
    is_head = words[words.index("of") - 1] in word_list("organisation_heads")
    after = doc[end + 1]
    return is_head and not after.ent_type_ and after.text[:1].isupper() and not listed_type(doc[end - 1].text)


def _is_list(doc: Doc, start: int, end: int) -> bool:
    """Whether another body is named after a comma or `and`: `Ministry of Justice and the Police`."""
    return any(doc[at].lower_ in _JOINS and doc[at + 1 : at + 2].text == "the" for at in range(start, end))


def parted(entity: Span) -> tuple[Found, ...]:
    """The names in an entity that is two: `Ann Lee & Ben Poe`, `Yorkshire, England`; none where it is one."""
    joints = [token.i for token in entity if token.text in {"&", "and", ","}]
    if len(joints) != 1 or not entity.start < joints[0] < entity.end - 1:
        return ()
    doc, at = entity.doc, joints[0]
    pair = (doc[entity.start : at], doc[at + 1 : entity.end])
    if doc[at].text != "," and all(len(name) == 2 and is_given_name(name[0].text) for name in pair):
        return tuple(Found(name.start, name.end, "PERSON") for name in pair)
    is_place = pair[1].text in word_list("places") and not _is_body(pair[0])
    if is_place and (doc[at].text == "," or pair[0].text in word_list("places")):
        return tuple(Found(name.start, name.end, "GPE") for name in pair)
    return ()


def with_hyphens(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The span with the part of a hyphened name that the model left out: `Saxony` of `Saxony-Anhalt`."""
    if end + 1 < len(doc) and _is_bound(doc, end) and _is_unseen(doc, end + 1):
        return start, end + 2
    if start > 1 and _is_bound(doc, start - 1) and _is_unseen(doc, start - 2):
        return start - 2, end
    return start, end


def with_first_word(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The span with the name before a bare word for a body: `Bharat` of `Bharat Biotech`."""
    is_bare = end - start == 1 and fold(doc[start].text).strip(".") in word_list("organisation_heads")
    if not is_bare or not start or not is_name_word(doc[start - 1]) or doc[start - 1].ent_type_:
        return start, end
    return (start, end) if says_kind(doc[start - 1]) else (start - 1, end)


def with_saint(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The span of a house that bears a saint's name, of which the model has a part: `St. James's Palace`."""
    for at in range(max(start - 3, 0), start + 1):
        house = doc[at : at + 4]
        if len(house) == 4 and house[0].text.strip(".") == "St" and house[2].tag_ == "POS" and end <= at + 4:
            is_house = house[3].text[:1].isupper() and says_kind(house[3])
            return (at, at + 4) if is_house else (start, end)
    return start, end


def with_legal_form(doc: Doc, end: int) -> int:
    """Where the name of a company ends that the model cut short of its legal form: `Grupo Abenza SA`."""
    after = doc[end : end + 1]
    is_form = len(after) == 1 and after[0].text.rstrip(".") in LEGAL_FORMS and not after[0].ent_type_
    return end + 1 if is_form and doc[end - 1].whitespace_ else end


def _is_bound(doc: Doc, at: int) -> bool:
    return doc[at].text == "-" and not doc[at].whitespace_ and not doc[at - 1].whitespace_


def _is_unseen(doc: Doc, at: int) -> bool:
    token = doc[at]
    is_name = token.tag_ == "NNP" and not token.ent_type_ and token.text[:1].isupper()
    return is_name and token.text not in word_list("places") and not is_given_name(token.text)
