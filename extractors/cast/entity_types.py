"""One type for all occurrences of a name in a text: what the model said most often, corrected by the words around."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from extractors.cast.found import Found
from extractors.cast.gazetteer import listed_type
from extractors.cast.names import fold, is_given_name, split_name
from extractors.cast.organisations import without_legal_form
from extractors.cast.unseen import says_kind, says_role
from extractors.wordlists import word_list

_SETTLED = frozenset({"NORP", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "PRODUCT"})
_HEADLINE_WEIGHT = 0.25
_PLACES = ("GPE", "LOC", "FAC")
_BEFORE_PLACE = frozenset({"in", "near", "outside", "across", "throughout"})
_TOWARDS = frozenset({"to", "toward", "towards"})
_GOES = frozenset({"flee", "march", "travel", "fly", "sail", "advance", "drive", "retreat", "migrate"})
_OF_PEOPLES = frozenset({"people", "peoples", "language", "dialect", "tribe", "tribes", "culture"})
_SCHOOLS = frozenset({"University", "College", "School", "Hospital", "Academy", "Institute"})
_PLURAL_VERBS = frozenset({"are", "were", "have"})
_MOST_NAMES = 3  # words of a person's name
_PLACE_AFTER = frozenset(
    {"province", "region", "district", "county", "island", "islands", "peninsula", "village", "suburb", "mosque"}
    | {"prefecture", "municipality", "airport", "neighborhood", "neighbourhood", "border", "river", "valley"}
)
_DIRECTIONS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})


@dataclass(frozen=True, slots=True)
class NameVotes:
    """What a text says about its names. `types` counts the model's labels by the words of a name.

    `person_words` are the given and family names of persons who are named in full; `person_names` the full names.
    `bodies` are known to be organisations; `called` are short for one: `Vanderbilt` for the university, `Alphabet`.
    """

    types: dict[str, dict[str, float]]
    person_words: frozenset[str]
    person_names: frozenset[str]
    bodies: frozenset[str]
    called: frozenset[str]

    @staticmethod
    def of(doc: Doc, sound: Iterable[Found], in_headlines: Iterable[Found], bodies: Collection[str]) -> "NameVotes":
        """The votes of a text: an entity in a headline counts for a quarter. `bodies` are known to be organisations."""
        types: dict[str, dict[str, float]] = {}
        placed: set[str] = set()
        for weight, group in ((1.0, sound), (_HEADLINE_WEIGHT, in_headlines)):
            for found in group:
                name = doc[found.start : found.end].text
                votes = types.setdefault(name, defaultdict(float))
                votes[found.type] += weight
                for label, more in _context(doc, found.start, found.end):
                    votes[label] += more * weight
                    placed |= {name} if label == "GPE" else set()
        full = [
            words
            for words, labels in types.items()
            if " " in words and labels.get("PERSON", 0) >= 1 and _is_mostly_person(words, labels)
            and _place_or_organisation(words.split()) is None
        ]  # fmt: skip
        parts = {part for words in full for part in _name_words(words.split())}
        schools = {words.split()[0] for words in types if " " in words and words.split()[-1] in _SCHOOLS}
        called = (schools - placed) | {bare for words in types if (bare := without_legal_form(words)) != words}
        return NameVotes(types, frozenset(parts), frozenset(full), frozenset(bodies), frozenset(called))

    def is_mixed_up(self, span: Span) -> bool:
        """Whether a headline's entity runs names and other words together: `Xi Meeting Putin`."""
        words = span.text.split()
        if len(words) < 2 or span.text in self.person_names:
            return False
        return any(word in self.person_words or word in self.types for word in words)


def most_voted(votes: dict[str, float]) -> str:
    """The label with most votes, the three kinds of place counted together."""
    places = {label: votes[label] for label in _PLACES if votes.get(label, 0) > 0}
    others = {label: count for label, count in votes.items() if label not in _PLACES}
    best = max(others, key=lambda label: others[label], default="")
    if best == "PERSON" and others[best] <= 0:
        best = "ORG"
    if places and sum(places.values()) > others.get(best, 0):
        return max(places, key=lambda label: places[label])
    return best or "GPE"


def _context(doc: Doc, start: int, end: int) -> Iterator[tuple[str, float]]:
    """What the words around a name say about its type: `in X`, `the X`, `X, who`, `Mr. X`."""
    before = doc[start - 1] if start else None
    after = doc[end] if end < len(doc) else None
    if before is not None and before.lower_ in _BEFORE_PLACE:
        yield "GPE", 1.0
    if _is_place(doc, start, end) or _is_reached(doc, start):
        yield "GPE", 1.5
    if before is not None and before.lower_ == "the" and (after is None or after.pos_ not in {"NOUN", "PROPN"}):
        yield "PERSON", -1.0 if end - start == 1 else -2.0
    if before is not None and before.text in word_list("organisation_nouns"):
        yield "ORG", 1.5
    if before is not None and before.text in word_list("work_nouns"):
        yield "WORK_OF_ART", 1.5
    if after is not None and after.text in _OF_PEOPLES:
        yield "NORP", 1.5
    if before is not None and fold(before.text).strip(".") in word_list("titles"):
        yield "PERSON", 1.5
    if before is not None and before.tag_ == "NN" and end - start <= _MOST_NAMES and says_role(before):
        yield "PERSON", 1.5
    if before is not None and before.lower_ == "at" and start > 1 and doc[start - 2].ent_type_ == "PERSON":
        yield "ORG", 1.5
    if after is not None and after.lower_ in _PLURAL_VERBS and _is_alone(doc, start, end):
        yield "ORG", 1.5
        yield "PERSON", -1.0
    if after is not None and (after.lower_ == "who" or (after.text == "," and doc[end + 1 : end + 2].text == "who")):
        yield "PERSON", 1.5
    if after is not None and after.lower_ in _PLACE_AFTER:
        yield "GPE", 2.5
    if after is not None and after.lower_ == "police" and end - start == 1:
        yield "GPE", 1.5
    if _is_home(doc, start):
        yield "GPE", 2.0
    if _is_beside_person(doc, start, end):
        yield "PERSON", 1.5


def _is_reached(doc: Doc, start: int) -> bool:
    """Whether somebody goes there: `fled to X`, `marched towards X`; one `returns` or `turns` to a person, too."""
    return start > 1 and doc[start - 1].lower_ in _TOWARDS and doc[start - 2].lemma_ in _GOES


def _is_home(doc: Doc, start: int) -> bool:
    """Whether an age and `of` stand before the name: `Ann Lee, 21, of Fairmont`."""
    before = doc[max(start - 3, 0) : start]
    return len(before) > 2 and before[0].is_digit and before[1].text == "," and before[2].lower_ == "of"


def _is_beside_person(doc: Doc, start: int, end: int) -> bool:
    """Whether two words or three, that name no kind of thing, are in a row of persons: `Ann Lee, Kofi Ba and X Y`."""
    if not 2 <= end - start <= _MOST_NAMES or listed_type(doc[start:end].text) or any(map(says_kind, doc[start:end])):
        return False
    before, after = list(doc[max(start - 3, 0) : start]), list(doc[end : end + 3])
    return _is_row(before[::-1]) or _is_row(after)


def _is_row(words: Sequence[Token]) -> bool:
    """Whether a comma or `and` stands first, and then a person's name of two words."""
    return len(words) == 3 and words[0].lower_ in {"and", ","} and all(t.ent_type_ == "PERSON" for t in words[1:])


def _is_alone(doc: Doc, start: int, end: int) -> bool:
    """Whether a plural verb is this one name's (`Red Bull were third`), not a question's or that of several."""
    before = doc[start - 1].text.lower() if start else ""
    return before not in {"and", ",", "or", "nor", "&", "if", "like"} and doc[end - 1].tag_ != "NNPS"


def _is_place(doc: Doc, start: int, end: int) -> bool:
    """Whether the words around say that this is a place: `village of X`, `X is a town`, `X, Ohio,`, `north of X`."""
    if start > 1 and doc[start - 1].lower_ == "of":
        return doc[start - 2].lower_ in word_list("place_nouns") or doc[start - 2].lower_ in _DIRECTIONS
    after = doc[end : end + 2].text.lower()
    if after in {"is a", "is the", "was a", "is an"}:
        nouns = (token.lower_ for token in doc[end + 2 : end + 7] if token.pos_ == "NOUN")
        return next(nouns, "") in word_list("place_nouns")
    return _is_in_place(doc, start, end)


def _is_in_place(doc: Doc, start: int, end: int) -> bool:
    """Whether a country or state follows after a comma, and ends there: `Windsor, Vermont,` but no given name first."""
    if doc[end : end + 1].text != "," or is_given_name(doc[start].text):
        return False
    for length in (1, 2):
        place, after = doc[end + 1 : end + 1 + length], doc[end + 1 + length : end + 2 + length]
        if place.text in word_list("places"):
            return not len(after) or not (after[0].tag_ == "POS" or after[0].pos_ in {"PROPN", "ADJ", "NOUN"})
    return False


def _is_mostly_person(words: str, labels: dict[str, float]) -> bool:
    """Whether a full name is a person's by the votes: by most of them, with a given name in front by as many as any."""
    most = most_voted(labels)
    is_even = labels["PERSON"] >= labels.get(most, 0) or labels["PERSON"] >= 2
    return most == "PERSON" or (is_even and _opens_with_given_name(words.split()))


def _name_words(words: list[str]) -> list[str]:
    """The words of a full name by which its bearer may be called: the first and the last, no initials, no suffix."""
    while len(words) > 1 and fold(words[-1]).strip(".") in word_list("name_suffixes"):
        words = words[:-1]
    ends = {words[0], words[-1]} if len(words) > 1 else set()
    family = split_name(" ".join(words)).family
    with_particles = [family, family[0].upper() + family[1:]] if " " in family and len(words) > 2 else []
    return with_particles + [
        word
        for word in ends
        if len(word) > 1
        and word.removeprefix("al-")[:1].isupper()
        and not word.endswith(".")
        and word not in word_list("demonyms")
    ]


def decide_type(span: Span, proposed: str, votes: NameVotes) -> str:
    """The OntoNotes label for a name in this text.

    Order of evidence: what the word lists know for certain; the last word (`… River`, `… University`); a person named
    in full elsewhere; a given name in front; then what the model said most often.
    """
    words, name = span.text.split(), span.text
    if name in votes.bodies:
        return "ORG"
    listed = listed_type(name)
    if listed == "ORG" and name not in votes.person_words:
        return "ORG"
    by_head = _place_or_organisation(words)
    most = most_voted(votes.types[name]) if name in votes.types else proposed
    if name in word_list("demonyms") or name.removesuffix("s") in word_list("demonyms"):
        return "NORP"
    is_settled = proposed in _SETTLED and (proposed != "NORP" or most == "NORP")
    if is_settled and name not in votes.person_words:
        return by_head if by_head and proposed in {"EVENT", "PRODUCT", "LAW"} else proposed
    if name in word_list("places") and most != "PERSON":
        return "GPE"
    if name in votes.person_words:
        return "PERSON"
    if _is_event(words) and not is_given_name(words[0]):
        return "EVENT"
    if by_head is not None:
        return by_head if most == "PERSON" or by_head == "ORG" or most not in {"LOC", "FAC", "GPE"} else most
    if listed == "GPE":
        return "GPE"
    if most in {"PERSON", "GPE"} and name in votes.called and not _opens_with_given_name(words):
        return "ORG"
    if most == "ORG" and len(words) == 1 and is_given_name(name) and not name.isupper():
        return "PERSON"
    if (most in {"ORG", "GPE"} or (most in _PLACES and len(words) == 2)) and _opens_with_given_name(words):
        return "PERSON"
    return most


def _place_or_organisation(words: list[str]) -> str | None:
    """ORG or LOC where the head of the name is a word for one; None for a name that says nothing."""
    if len(words) < 2:
        return None
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    last = fold(head).strip(".,")
    if last in word_list("organisation_heads"):
        return "ORG"
    return "LOC" if last in word_list("place_heads") and not is_given_name(words[0]) else None


def _is_event(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    return fold(head) in word_list("event_heads")


def _opens_with_given_name(words: list[str]) -> bool:
    return 2 <= len(words) <= 3 and is_given_name(words[0]) and words[-1] not in word_list("places")
