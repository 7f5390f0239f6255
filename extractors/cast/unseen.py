"""Names where the model saw none: persons by a given name or by what stands beside them, and names that lists have."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from extractors.cast.found import Found
from extractors.cast.gazetteer import Names, listed_between, listed_type
from extractors.cast.names import fold, is_given_name
from extractors.wordlists import word_list

_KINDS = ("titles", "title_qualifiers", "role_nouns", "organisation_heads", "place_heads", "thing_heads")
_MOST = 3  # words of a person's name
_AFTER = 3  # tokens that say something of the name before them


def unseen_names(doc: Doc, names: Names, start: int, end: int) -> Iterator[Found]:
    """The names in a stretch without entities."""
    for found in _persons_between(doc, names, start, end):
        yield from listed_between(doc, names, start, found.start)
        yield found
        start = found.end
    yield from listed_between(doc, names, start, end)
    yield from _told_between(doc, names, start, end)


def _told_between(doc: Doc, names: Names, start: int, end: int) -> Iterator[Found]:
    """Names by the words before them, or by their last: `region of X`, `an analyst at X`, `X Park`, `X Bank`."""
    at = max(start, 1)
    while at < end:
        if at not in names.proper or at - 1 in names.proper or not is_name_word(doc[at]):
            at += 1
            continue
        last = _name_end(doc, names, at, end)
        label = None if last in names.proper or listed_type(doc[at:last].text) else _told_type(doc, at, last)
        if label:
            yield Found(at, last, label)
        at = last


def _told_type(doc: Doc, start: int, end: int) -> str | None:
    head = fold(doc[end - 1].text)
    if end - start > 1 and doc[end - 1].ent_type_ == "" and not doc[start].is_sent_start:
        for label, words in (("ORG", "organisation_heads"), ("LOC", "place_heads")):
            if head in word_list(words) and not says_kind(doc[start]):
                return label
    before = doc[start - 2 : start].text.lower().split() if start > 1 else []
    if end == start + 1 and before[1:] == ["of"] and before[0] in word_list("place_nouns"):
        return "GPE"
    return "ORG" if before[1:] == ["at"] and _may_work(doc[start - 2]) else None


def _may_work(token: Token) -> bool:
    is_noun = token.is_lower or token.is_sent_start
    return token.ent_type_ == "PERSON" or bool(token.lemma_.lower() in word_list("role_nouns") and is_noun)


def _persons_between(doc: Doc, names: Names, start: int, end: int) -> Iterator[Found]:
    """Two or three capitalised words that open with a given name, or that a role, a `who` or an age stands beside."""
    at = start
    while at < end - 1:
        last = _name_end(doc, names, at, end)
        if last - at >= 2 and _is_person(doc, at, last):
            yield Found(at, last, "PERSON")
            at = last
        else:
            at += 1


def _name_end(doc: Doc, names: Names, start: int, end: int) -> int:
    """Where a name ends that begins here: three words on at most, a part after a hyphen not counted."""
    at, words = start, 0
    while at < end and words < _MOST and at in names.proper and is_name_word(doc[at]):
        at, words = at + 1, words + 1
        while at + 1 < end and doc[at].text == "-" and not doc[at].whitespace_ and doc[at + 1].text[:1].isupper():
            at += 2
    return at


def is_name_word(token: Token) -> bool:
    """Whether a token may be a word of a person's name: a capitalised proper noun, no abbreviation."""
    return token.tag_ in {"NNP", "NNPS"} and token.text[:1].isupper() and "." not in token.text[1:-1]


def _is_person(doc: Doc, start: int, end: int) -> bool:
    first = doc[start]
    if len(first) <= 2 or first.is_upper:
        return False
    return is_given_name(first.text) or (_is_free(doc, start, end) and is_called(doc, start, end))


def _is_free(doc: Doc, start: int, end: int) -> bool:
    """Whether the words say nothing else: no title, no people, no word of a body, nothing listed."""
    words = doc[start:end]
    is_listed = listed_type(words.text) or any(listed_type(token.text) for token in words)
    return not is_listed and not any(says_kind(token) for token in words)


def says_kind(token: Token) -> bool:
    """Whether a capitalised word says what a name is, and so is no part of a person's: `Bank`, `Minister`, `French`."""
    word = fold(token.text).strip(".")
    return any(word in word_list(name) for name in _KINDS) or token.text in word_list("demonyms")


def is_called(doc: Doc, start: int, end: int) -> bool:
    """Whether the words beside a name say that it is a person's: `analyst X`, `X, who`, `X, 34,`, `X of Kenya`."""
    before = doc[start - 1] if start else None
    if before is not None and before.is_lower and before.tag_ == "NN" and says_role(before):
        return True
    after = doc[end : end + 3]
    if len(after) < _AFTER:
        return False
    if after[0].lower_ == "of":
        return listed_type(after[1].text) == "GPE" or listed_type(after[1:].text) == "GPE"
    is_aged = after[1].text.isdigit() and len(after[1]) == 2 and after[2].text == ","
    return after[0].lower_ == "who" or (after[0].text == "," and (after[1].lower_ == "who" or is_aged))


def says_role(token: Token) -> bool:
    """Whether a noun says what somebody is: `analyst`, `midfielder`."""
    return token.lower_ in word_list("role_nouns") or token.lower_.endswith(("-president", "-minister", "-general"))
