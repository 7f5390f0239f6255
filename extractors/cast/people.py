"""The persons of one text: each mention, by surname, given name or full name, brought to one person and one name."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from extractors.cast.found import Found
from extractors.cast.names import (
    Gender,
    NameParts,
    fold,
    gender_of_given_name,
    is_compatible,
    spelling_key,
    split_name,
)
from extractors.cast.roles import Role, canonical_role, roles_of
from extractors.cast.standing import speaks_first_hand
from extractors.wordlists import word_list

_WITH_TAIL = 3  # words of a name that may be said without the first
_IN_FRONT = frozenset({"nsubj", "nsubjpass", "conj", "ROOT"})  # not `his wife, Ann Lee`: she is named in passing
UNDECIDED = 0.4  # a bare name of several, of whom nothing tells which
_MAIN = 2  # times as often in full as another of the name: whom the text is about
_OFFICES = frozenset({"president", "chancellor", "governor", "mayor", "senator", "king", "queen", "minister"})
_RELATIVES = frozenset({"lady", "wife", "husband", "widow", "daughter", "son", "mother", "father", "sister", "brother"})
_RECENT_TOKENS = 60  # two sentences: as far as a full name says whom the bare surname after it means


@dataclass(frozen=True, slots=True)
class Sighting:
    """A mention of a person: which of the persons, how sure, and why."""

    found: Found
    person: int
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a text. `gender` is None where neither names nor titles nor roles say it."""

    name: str
    gender: Gender | None
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class People:
    """The persons of a text and their mentions, in the order of the text."""

    persons: tuple[Person, ...]
    sightings: tuple[Sighting, ...]


def gather_people(doc: Doc, entities: Sequence[Found]) -> People:
    """The persons among the entities of a text.

    Full names first, wherever in the text they stand: a surname may be used before it is introduced. A bare name that
    fits several persons goes to the one that its title or gender fits, else to the one named in full just before, else
    to the one named in full most often, or first, with a confidence that says so; where several were just named, it is
    left undecided. A bare name that fits none is a person itself.
    """
    gathering = _Gathering(doc)
    mentions = [found for found in entities if found.type == "PERSON"]
    full = [found for found in mentions if _is_full(doc, found)]
    for found in sorted(full, key=lambda found: found.end - found.start < _WITH_TAIL):
        gathering.add_full_name(found)
    for found in mentions:
        if found.end - found.start == 1:
            gathering.add_contradicted(found)
    sightings = tuple(gathering.sight(found) for found in mentions)
    return People(gathering.persons(sightings), sightings)


@dataclass
class _Draft:
    """A person while the text is read: the forms of the full name, where they stand, what genders were hinted."""

    forms: Counter[str] = field(default_factory=Counter)
    last_full: int = -1
    first_full: int = sys.maxsize
    first_said: int = sys.maxsize  # where the first full name stands that is the subject of a verb of saying
    is_relative: bool = False  # told as the wife, the son … of somebody
    genders: Counter[Gender] = field(default_factory=Counter)
    roles: dict[Role, None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return max(self.forms, key=lambda form: (self.forms[form], len(form)))


class _Gathering:
    """Drafts of persons, found by the words that may stand for them."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._drafts: list[_Draft] = []
        self._by_family: dict[str, list[int]] = defaultdict(list)
        self._by_given: dict[str, list[int]] = defaultdict(list)
        self._by_form: dict[str, int] = {}
        self._by_tail: dict[str, int] = {}  # Wasserman Schultz, of Debbie Wasserman Schultz

    def add_full_name(self, found: Found) -> None:
        """Makes the full name of this mention known."""
        name = _display(self._doc, found)
        tail = self._by_tail.get(spelling_key(name))
        number = self._number_of(name) if tail is None else tail
        self._by_form[name] = number
        draft = self._drafts[number]
        draft.first_full = min(draft.first_full, found.start)
        draft.is_relative |= any(role.head in _RELATIVES for role in roles_of(self._doc, found))
        if speaks_first_hand(self._doc, found):
            draft.first_said = min(draft.first_said, found.start)
        if tail is None:
            draft.forms[name] += 1
        words = name.split()
        if len(words) >= _WITH_TAIL:
            self._by_tail[spelling_key(" ".join(words[-2:]))] = number

    def add_contradicted(self, found: Found) -> None:
        """Makes a person of a bare name whose title contradicts all who have it: `Mr. Obama` is not Michelle.

        `President Obama` is not her either, where the text tells her as the first lady.
        """
        gender = gender_of_word(_title_before(self._doc, found))
        name = _display(self._doc, found)
        bearers = self._by_family.get(spelling_key(name), [])
        is_other = gender is not None and all(self._gender(number) not in {gender, None} for number in bearers)
        if bearers and (is_other or self._is_another_in_office(found, bearers)):
            genders = Counter({gender: 1} if gender else {})
            self._drafts.append(_Draft(Counter({name: 1}), found.start, found.start, genders=genders))
            bearers.append(len(self._drafts) - 1)

    def _is_another_in_office(self, found: Found, bearers: list[int]) -> bool:
        """Whether the title is an office, and all who bear the name are told as somebody's relatives."""
        title = canonical_role(_title_before(self._doc, found))
        return title in _OFFICES and all(self._drafts[number].is_relative for number in bearers)

    def _number_of(self, name: str) -> int:
        if name in self._by_form:
            return self._by_form[name]
        parts = split_name(name)
        family = spelling_key(parts.family)
        for number in self._by_family[family]:
            if is_compatible(self._drafts[number].name, name):
                return number
        self._drafts.append(_Draft())
        number = len(self._drafts) - 1
        for bare in {family, spelling_key(parts.family.split()[-1])}:  # von der Leyen, Leyen
            self._by_family[bare].append(number)
        for given in _called_by(parts):
            self._by_given[given].append(number)
        return number

    def sight(self, found: Found) -> Sighting:
        """Whose mention this is; to be called in the order of the text."""
        sighting = self._sighting(found)
        draft = self._drafts[sighting.person]
        if _is_full(self._doc, found) and self._doc[found.start : found.end].root.dep_ in _IN_FRONT:
            draft.last_full = found.start
        gender = _hinted_gender(self._doc, found)
        if sighting.confidence < 0.7:
            return sighting
        if gender:
            draft.genders[gender] += 1
        for role in roles_of(self._doc, found):
            draft.roles[role] = None
        return sighting

    def _sighting(self, found: Found) -> Sighting:
        name = _display(self._doc, found)
        if name in self._by_form and " " in name:
            return Sighting(found, self._by_form[name], 0.97, "named in full")
        key = spelling_key(name)
        for index, kind in ((self._by_family, "family name"), (self._by_given, "given name")):
            candidates = index.get(key, [])
            if candidates:
                return self._choice(found, candidates, kind)
        self._drafts.append(_Draft(Counter({name: 1})))
        self._by_family[key].append(len(self._drafts) - 1)
        self._by_form[name] = len(self._drafts) - 1
        return Sighting(found, len(self._drafts) - 1, 0.8, "named; no fuller name in the text")

    def _choice(self, found: Found, candidates: list[int], kind: str) -> Sighting:
        if len(candidates) == 1:
            confidence = 0.95 if kind == "family name" else 0.85
            return Sighting(found, candidates[0], confidence, f"{kind} of {self._drafts[candidates[0]].name}")
        fitting = self._fitting(found, candidates)
        if len(fitting) == 1:
            name = self._drafts[fitting[0]].name
            return Sighting(found, fitting[0], 0.85, f"{kind} of {name}, whom the title before it fits")
        return self._of_several(found, fitting, kind)

    def _of_several(self, found: Found, fitting: list[int], kind: str) -> Sighting:
        """The one just named, else whom the text is about: named more often, or first. Where two were, nobody.

        A name that says something is that of the one of them who spoke before: a lost child is named most, and her
        mother speaks. Premise: news give the family name alone to whom they are about, and full or given names to the
        relatives.
        """
        heard = [n for n in fitting if self._drafts[n].first_said < found.start]
        if len(heard) == 1 and speaks_first_hand(self._doc, found):
            return Sighting(found, heard[0], 0.8, f"{kind} of several; {self._drafts[heard[0]].name} has spoken before")
        near = [n for n in fitting if self._drafts[n].last_full >= max(0, found.start - _RECENT_TOKENS)]
        often, second = sorted(fitting, key=lambda number: -self._drafts[number].forms.total())[:2]
        name, other = self._drafts[often].name, self._drafts[second].name
        is_main = self._drafts[often].forms.total() >= _MAIN * self._drafts[second].forms.total()
        if len(near) == 1:
            return Sighting(found, near[0], 0.6, f"{kind} of several; {self._drafts[near[0]].name} was just named")
        if is_main:
            return Sighting(found, often, 0.85, f"{kind} of several; {name} is named most often")
        if near:
            return Sighting(found, often, UNDECIDED, f"{kind} of several: {name}, {other}")
        first = min(fitting, key=lambda number: self._drafts[number].first_full)
        return Sighting(found, first, 0.8, f"{kind} of several; {self._drafts[first].name} is named first")

    def _fitting(self, found: Found, candidates: list[int]) -> list[int]:
        """The candidates that the title in front of a bare name fits; all of them where it decides nothing."""
        title = _title_before(self._doc, found)
        gender = gender_of_word(title)
        if gender:
            fitting = [n for n in candidates if self._gender(n) in {gender, None}]
            certain = [n for n in fitting if self._gender(n) == gender]
            return certain or fitting or candidates
        if title:
            role = canonical_role(title)
            fitting = [n for n in candidates if any(r.head == role for r in self._drafts[n].roles)]
            bare = [n for n in candidates if " " not in self._drafts[n].name]
            return fitting or bare or candidates
        return candidates

    def _gender(self, number: int) -> Gender | None:
        draft = self._drafts[number]
        if draft.genders:
            return draft.genders.most_common(1)[0][0]
        parts = split_name(draft.name)
        by_name = gender_of_given_name(parts.given[0] if parts.given else parts.family)
        by_role = (gender for role in draft.roles if (gender := gender_of_word(role.noun)))
        return by_name or next(by_role, None)

    def persons(self, sightings: Iterable[Sighting]) -> tuple[Person, ...]:
        """The finished persons, by number."""
        return tuple(
            Person(draft.name, self._gender(number), tuple(draft.roles)) for number, draft in enumerate(self._drafts)
        )


def _display(doc: Doc, found: Found) -> str:
    """The name as a reader would write it: spaces single, marks at the ends dropped, capitals of a headline undone."""
    name = " ".join(doc[found.start : found.end].text.split()).strip(" ,;:'\"’“”")
    words = name.split(" ")
    if found.end - found.start > 1 and name.isupper() and all(len(word) > 2 for word in words):
        return name.title()
    return name


def _is_full(doc: Doc, found: Found) -> bool:
    """Whether the mention has a given and a family name; `de Blasio` is a family name alone."""
    return found.end - found.start > 1 and bool(split_name(_display(doc, found)).given)


def _called_by(parts: NameParts) -> set[str]:
    """The given names, folded, that alone may stand for the person: the first, or both parts of `Jong-un`."""
    whole = {spelling_key("".join(parts.given))} if parts.is_family_first else set()
    return whole | {spelling_key(parts.given[0])} if parts.given else set()


def _title_before(doc: Doc, found: Found) -> str:
    before = doc[found.start - 1].text if found.start else ""
    folded = fold(before).strip(".")
    return before if folded in word_list("titles") or folded in word_list("role_nouns") else ""


def _hinted_gender(doc: Doc, found: Found) -> Gender | None:
    return gender_of_word(_title_before(doc, found)) or gender_of_word(doc[found.start].text)


def gender_of_word(word: str) -> Gender | None:
    """What a title or a noun says of the person it is said of."""
    folded = fold(word).strip(".")
    if folded in word_list("female_words"):
        return Gender.FEMALE
    return Gender.MALE if folded in word_list("male_words") else None
