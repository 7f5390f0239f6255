"""An entity of the model as the names that are in it: cut where another begins, without title, article and score."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from extractors.cast.found import Found
from extractors.cast.gazetteer import PREFIXES, listed_type
from extractors.cast.names import fold, is_given_name
from extractors.cast.unseen import is_name_word, says_kind
from extractors.cast.widening import end_of_body, parted, with_first_word, with_hyphens, with_legal_form, with_saint
from extractors.wordlists import word_list

_CUT_PERSON = frozenset({"and", "&", "/", ",", ";", "|", "—", "–", "via", "with", "(", ")", ":"})
_SPEAKERS = frozenset({"spokesperson", "spokesman", "spokeswoman", "chairman", "chairwoman", "director", "president"})
_OF_A_FIELD = frozenset({"Minister", "Ministers", "Secretary"})  # `Health Minister`
_PART_OF_NAME = frozenset({"pope", "st", "saint", "lord", "lady", "patriarch"})
_OPENING = frozenset({"advmod", "mark", "cc", "prep", "intj"})
_CALLING = re.compile(r"\w{3,}(?:ologist|ographer|ician|ist)")
_TICKER = re.compile(r"<?[A-Z0-9]{1,6}\.[A-Z]{1,3}>?")  # of a share: `NVKM.OL`
_LEADING = frozenset({"the", "a", "an", '"', "“", "'", "‘", "(", "-", "—", "–", "―", ",", ".", ":", "*", "[", "&", "…"})
_TRAILING = frozenset(
    {"'s", "’s", "'", "’", '"', "”", ",", ")", "(", "-", "—", "–", ":", ";", "]", "&", "/", "…", "!", "?"}
    | {"of", "for", "and", "in", "at", "the"}
)


def trimmed(entity: Span) -> Iterator[Found]:
    """The names in an entity of the model; none where it names an office, a topic or an address."""
    pair = parted(entity) if entity.label_ in {"ORG", "GPE", "LOC"} else ()
    if pair:
        yield from pair
        return
    for piece in _pieces(entity):
        start, end = _trim(entity.doc, piece.start, piece.end, entity.label_)
        words = entity.doc[start:end]
        if start == end or _is_topic(words) or words.text.startswith(("@", "#", "http")):
            continue
        if entity.label_ == "PERSON" and any(c.isdigit() for c in words.text):
            continue
        is_name = any(char.isupper() for char in words.text)
        if is_name and not (entity.label_ in {"PERSON", "ORG"} and _is_office(words)):
            is_person = entity.label_ in {"ORG", "GPE", "LOC", "FAC"} and _is_family_name(entity.doc, start, end)
            yield Found(start - 1, end, "PERSON") if is_person else Found(start, end, entity.label_)


def _is_topic(words: Span) -> bool:
    """Whether a wire's headline opens with the word: `Soccer-`."""
    return words.text in word_list("headline_topics") and words.doc[words.end : words.end + 1].text == "-"


def _is_office(words: Span) -> bool:
    """Whether the words name an office, not somebody: `State Councilor`, the `State` of a secretary of state."""
    if words.text == "State" and words.start and words.doc[words.start - 1].lower_ == "of":
        return True
    if len(words) == 1 and words.text.istitle() and words.doc[words.end : words.end + 1].text in _OF_A_FIELD:
        return listed_type(words.text) is None
    return is_title(words[-1]) and all(is_title(token) or token.text == "State" for token in words)


def _pieces(entity: Span) -> Iterator[Span]:
    """The entity cut where a line ends, and, for a person, where another one begins."""
    doc, start = entity.doc, entity.start
    for token in entity:
        is_dash = token.text in {"-", "–", "—", "--"} and token.i > entity.start and bool(token.nbor(-1).whitespace_)
        is_cut = (
            token.is_space
            or (is_dash and bool(token.whitespace_))
            or _parts_names(doc, start, token)
            or (entity.label_ == "PERSON" and _parts_persons(token))
        )
        if is_cut:
            yield doc[start : token.i]
            start = token.i + 1
    yield doc[start : entity.end]


def _parts_names(doc: Doc, start: int, token: Token) -> bool:
    """Whether one name ends here: at the hyphen of a wire's topic (`Soccer-Burnley`), before the place where it is."""
    if token.text == "-":
        return doc[start : token.i].text in word_list("headline_topics")
    if token.is_lower and token.tag_ in {"VBD", "VBZ", "VBP", "MD"}:  # `Ellis put Harper`
        return True
    return token.lower_ in {"at", "in"} and listed_type(doc[start : token.i].text) is not None


def _parts_persons(token: Token) -> bool:
    is_sentence_end = token.text == "." or (len(token) > 3 and token.text.endswith(".") and token.is_sent_end)
    return token.lower_ in _CUT_PERSON or bool(is_sentence_end)


def _trim(doc: Doc, start: int, end: int, label: str) -> tuple[int, int]:
    while start < end and (doc[start].lower_ in _LEADING or _is_prefix(doc, start)):
        start += 1
    while end > start and (doc[end - 1].lower_ in _TRAILING or (label != "PERSON" and _is_ticker(doc[end - 1]))):
        end -= 1
    if end - start > 3 and _is_score(doc[end - 3 : end]):
        end -= 3
    if label == "ORG" and end - start > 1 and _is_kind(doc[start]) and doc[start + 1].text[:1].isupper():
        start += 1
    if label == "ORG" and start < end and _is_calling(doc, start, end):
        start += 1
    if label in {"ORG", "GPE", "LOC", "FAC"} and start < end:
        start, end = with_saint(doc, *with_first_word(doc, *with_hyphens(doc, start, end)))
    if label == "GPE" and doc[end : end + 2].text in {", D.C.", ", DC"}:  # one town
        return start, end + 2
    while label == "ORG" and end - start > 1 and _speaks_for(doc, start, end):
        end -= 1
    if label == "ORG" and start < end:
        return start, with_legal_form(doc, end_of_body(doc, start, end))
    if label == "PERSON":
        while start < end - 1 and _is_before_name(doc, start, end):
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
    if end - start > 1 and end < len(doc) and _is_last_name(doc[end]):
        end += 1
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
    """Whether this is what the name after it is, no capital its own: `Carmaker Norvik Motors`, `gazette Krasny Put`."""
    return bool(token.is_sent_start or token.is_lower) and token.lower_ in word_list("organisation_nouns")


def _is_ticker(token: Token) -> bool:
    return _TICKER.fullmatch(token.text) is not None


def _is_score(words: Span) -> bool:
    return words[0].is_digit and words[1].text == "-" and words[2].is_digit


def _is_last_name(token: Token) -> bool:
    """Whether a word that the model left out ends the name: `Shane Dixon` Kavanaugh."""
    is_free = not token.ent_type_ and token.tag_ == "NNP" and token.is_alpha and token.text.istitle()
    return is_free and not token.is_sent_start and not says_kind(token) and listed_type(token.text) is None


def _speaks_for(doc: Doc, start: int, end: int) -> bool:
    """Whether the name of a body ends with who speaks for it: `State Department Spokesperson`."""
    is_one_of_many = any(token.lower_ == "of" for token in doc[start:end])
    return doc[end - 1].lower_ in _SPEAKERS and not is_one_of_many


def _is_before_name(doc: Doc, start: int, end: int) -> bool:
    """Whether the word is none of the name's: a title, a style, the adverb that a sentence opens with (`Later Ann`)."""
    first = doc[start]
    is_adverb = first.is_sent_start and first.dep_ in _OPENING and not is_given_name(first.text)
    return is_title(first) or is_adverb or _is_calling(doc, start, end) or _is_style_of_full_name(doc, start, end)


def _is_calling(doc: Doc, start: int, end: int) -> bool:
    """Whether a sentence opens with the calling of who is named in full: `Archaeologist Giles Harlow`."""
    return (
        bool(doc[start].is_sent_start)
        and end - start > 2
        and _CALLING.fullmatch(doc[start].lower_) is not None
        and is_given_name(doc[start + 1].text)
        and not is_given_name(doc[start].text)
    )


def _is_style_of_full_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a style stands before a name that needs none: `Crown Prince Faisal bin Rashid`, not `Prince Faisal`."""
    word = doc[start].lower_
    if word in {"crown", "grand"}:
        return doc[start + 1].lower_ in word_list("styles")
    is_style = word in word_list("styles") and word not in _PART_OF_NAME
    return is_style and sum(token.text[:1].isupper() and len(token) > 3 for token in doc[start + 1 : end]) > 1


def is_title(token: Token) -> bool:
    """Whether the word before a name is what its bearer is: a title, a role, a people."""
    word = fold(token.text).strip(".")
    if word in word_list("styles"):
        return False
    lists = ("titles", "title_qualifiers", "role_nouns")
    return any(word in word_list(name) for name in lists) or token.text in word_list("demonyms")


def _ends_a_name(token: Token) -> bool:
    is_second_part = token.i > 0 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_
    return token.text[:1].isupper() or token.text[:1].isdigit() or "-" in token.text or is_second_part


def _is_joined(hyphen: Token) -> bool:
    after = hyphen.nbor(1)
    is_said_of_it = after.is_lower and len(after) > 2 and after.tag_ in {"VBN", "VBD", "VBG", "JJ"}  # `Oskar-led`
    return not (hyphen.whitespace_ or hyphen.nbor(-1).whitespace_ or is_said_of_it) and after.is_alpha
