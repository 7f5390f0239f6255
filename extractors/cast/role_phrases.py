"""Whom a role stands for where it is used instead of a name: `the minister`, `a spokesperson for the Kremlin`."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from spacy.tokens import Span, Token

from extractors.cast.candidates import Candidate, Resolution
from extractors.cast.columns import Columns
from extractors.cast.coreference import Pronouns
from extractors.cast.people import People, gender_of_word
from extractors.cast.roles import canonical_role, is_role, is_role_noun
from extractors.wordlists import word_list

_DEFINITE = frozenset({"the", "this", "that"})
_POSSESSIVE = frozenset({"his", "her", "their", "its", "my", "our"})
# Those who speak for others stay unnamed where nobody is introduced as one.
_UNNAMED = frozenset({"spokesperson", "official", "source", "aide", "lawyer", "adviser", "insider", "officer"})
_FOR = frozenset({"spokesperson", "lawyer", "attorney", "representative", "counsel", "solicitor", "agent"})
_LEAST_IN_VIEW = 0.5
# Most single persons whom these words do not name are named elsewhere in the text, half of the groups are.
_UNNAMED_SURE, _GROUP_SURE = 0.4, 0.5
_MAX_BEFORE_HEAD = 6  # tokens
_UNNAMED_WEIGHT = 0.4  # of an unnamed person, for the pronouns after: less in view than one with a name
_SECOND = frozenset({"deputy", "vice", "assistant", "acting", "shadow", "associate"})  # the governor is no deputy
_SOME = frozenset({"all", "any", "both", "each", "few", "many", "most", "none", "others", "several", "some"})
_ANY = frozenset({"each", "every", "no"})  # every former minister: whoever was one
_NEUTRAL = frozenset(
    {"former", "then", "ex", "current", "new", "late", "veteran", "top", "senior", "longtime", "year", "old"}
)


class RolePhrases:
    """The persons of a text by the roles in which it introduces them."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._by_head: dict[str, set[int]] = defaultdict(set)
        self._places: dict[int, list[int]] = defaultdict(list)
        for number, person in enumerate(people.persons):
            for role in person.roles:
                self._by_head[role.head].add(number)
        for sighting in people.sightings:
            self._places[sighting.person].append(sighting.found.start)

    def resolve(self, span: Span, head: Token, pronouns: Pronouns | None = None) -> Resolution:
        """Whom the words stand for: a person introduced in that role, or an unnamed one by what he or she is.

        With `pronouns`, `the Vermont senator`, whom nobody is introduced as, may be the person most in view.
        """
        head = _counted(head, span.end)
        if (head.lower_ in _SOME and head.i + 1 >= span.end) or span[0].lower_ in _ANY:
            return Resolution(None, None, 0.0, f"`{span.text}` names nobody")
        phrase = _core(span, head)
        is_group = head.lower_ in word_list("role_groups") or (head.tag_ == "NNS" and is_role_noun(head.lemma_))
        if is_group:
            return Resolution(_unnamed(span, head), "ROLE", _GROUP_SURE, "a group that the text does not name")
        if not is_role(head):
            return Resolution(None, None, 0.0, "neither a name nor a role")
        determiner = phrase[0].lower_
        if pronouns is not None and (number := self._owned(head, pronouns)) is not None:
            return self._found(number, 0.8, head)
        if determiner in _DEFINITE or phrase[0].i == head.i or "'s" in phrase.text:
            found = self._introduced(phrase, head)
            if found.name is not None or found.confidence > 0:
                return found
            if pronouns is not None and (_is_variation(phrase, head) or _has_children(head)):
                found = _in_view(head, pronouns)
                if found.name is not None:
                    return found
        words = _unnamed(span, head)
        if " " not in words and determiner in _DEFINITE:
            return Resolution(None, None, 0.0, f"nobody is introduced as {words}")
        return Resolution(words, "ROLE", _UNNAMED_SURE, "somebody the text does not name")

    def _owned(self, head: Token, pronouns: Pronouns) -> int | None:
        """The one person introduced as this of the same owner: `his lawyer`, after `his lawyer, Ann Lee`."""
        owner = next((child for child in head.lefts if child.dep_ == "poss"), None)
        if owner is None:
            return None
        role, found = canonical_role(head.text), set()
        for number in self._by_head.get(role, ()):
            owners = [r.owner for r in self._people.persons[number].roles if r.head == role and r.owner is not None]
            if any(pronouns.is_same(owner, head.doc[at]) for at in owners):
                found.add(number)
        return found.pop() if len(found) == 1 else None

    def _introduced(self, phrase: Span, head: Token) -> Resolution:
        """The person introduced as this; with words around the role, the one whose introduction has them."""
        candidates = self._by_head.get(canonical_role(head.text), set())
        wanted = {
            token.lower_.strip(".")
            for token in phrase
            if token.i != head.i and not token.is_stop and (token.is_alpha or "." in token.text)
        } - _NEUTRAL
        if not candidates:
            return Resolution(None, None, 0.0, "nobody is introduced as this")
        if len(candidates) > 1 and not wanted & _SECOND:
            candidates = {n for n in candidates if not self._has_words(n, set(_SECOND))} or candidates
        if wanted:
            matching = {n for n in candidates if self._has_words(n, wanted)}
            if len(matching) == 1:
                return self._found(matching.pop(), 0.85, head)
            return Resolution(None, None, 0.0, "nobody is introduced with these words")
        if len(candidates) == 1:
            return self._found(next(iter(candidates)), 0.8, head)
        return self._nearest(candidates, head)

    def _has_words(self, number: int, wanted: set[str]) -> bool:
        words = {word for role in self._people.persons[number].roles for word in role.words}
        return bool(words & wanted)

    def _nearest(self, candidates: set[int], head: Token) -> Resolution:
        """Of several, the one mentioned last, where the others are far: a sentence or more before it."""
        last = sorted(((self._last_before(number, head.i), number) for number in candidates), reverse=True)
        (place, number), (second, _) = last[0], last[1]
        if place >= 0 and head.i - place < 60 and place - second > 60:
            return self._found(number, 0.6, head)
        return Resolution(None, None, 0.1, f"several are introduced as {head.lower_}")

    def _last_before(self, number: int, token: int) -> int:
        places = self._places[number]
        place = bisect_right(places, token) - 1
        return places[place] if place >= 0 else -1

    def _found(self, number: int, confidence: float, head: Token) -> Resolution:
        name = self._people.persons[number].name
        return Resolution(name, "PERSON", confidence, f"{name} is introduced as {head.lower_}")


def _in_view(head: Token, pronouns: Pronouns) -> Resolution:
    found = pronouns.person_in_view(head, gender_of_word(head.text))
    if found.name is None or found.type != "PERSON" or found.confidence < _LEAST_IN_VIEW:
        return Resolution(None, None, 0.0, f"nobody is introduced as {head.lower_}")
    reason = f"nobody is introduced as {head.lower_}; {found.name} is most in view"
    return Resolution(found.name, found.type, min(0.7, found.confidence), reason)


def _is_variation(phrase: Span, head: Token) -> bool:
    """Whether the phrase is of the kind by which news varies a name it has just used: `the Vermont senator`.

    `the`, a role in the singular, and a word of origin, party or former office; nobody's spokesperson.
    """
    if phrase[0].lower_ != "the" or head.tag_ == "NNS" or "'s" in phrase.text or canonical_role(head.text) in _UNNAMED:
        return False
    between = phrase[1 : head.i - phrase.start]
    return any(token.lower_ == "former" or token.text[:1].isupper() or token.like_num for token in between)


def _has_children(head: Token) -> bool:
    """Whether the words tell a person by her children, as news do on second mention: `the mother of two`."""
    after = head.doc[head.i + 1 : head.i + 5]
    words = [token for token in after if token.text != "-"][:2]
    return gender_of_word(head.text) is not None and len(words) > 1 and words[0].lower_ == "of" and words[1].like_num


def belonging(role: str) -> str:
    """The word that joins a role to whose it is: a lawyer is one for somebody, a sister one of somebody."""
    return "for" if canonical_role(role) in _FOR else "of"


def _counted(head: Token, end: int) -> Token:
    """The noun that is counted, of `ninety percent of adults`; the head itself where it counts nothing."""
    if head.lower_ not in word_list("quantities") and head.pos_ != "NUM":
        return head
    of = next((token for token in head.doc[head.i + 1 : min(head.i + 3, end)] if token.lower_ == "of"), None)
    nouns = () if of is None else (token for token in head.doc[of.i + 1 : end] if token.pos_ in {"NOUN", "PROPN"})
    return next((noun for noun in nouns if noun.tag_ == "NNS"), head)


def _core(span: Span, head: Token) -> Span:
    """The words of the span up to what follows its head's own phrase (`, who …`)."""
    end = head.i + 1
    return span.doc[span.start : max(end, span.start + 1)]


def _unnamed(span: Span, head: Token) -> str:
    """What an unnamed speaker is called: the phrase without its article and what comes after a comma."""
    words = []
    for token in span:
        if token.i > head.i and (token.text in {",", "(", ";", "—", "–", "-"} or token.is_space or token.tag_ == "WP"):
            break
        words.append(token.text_with_ws)
    text = " ".join("".join(words).split())
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in {"a", "an", "the", "one"} else text


def role_candidates(columns: Columns, roles: RolePhrases) -> Iterator[Candidate]:
    """The subjects of a text that are roles, for the pronouns after them: named by the text, unnamed, or a group."""
    doc = columns.doc
    subjects = set(columns.which("DEP", ("nsubj", "nsubjpass")))
    for token in map(doc.__getitem__, sorted(subjects.intersection(columns.which("TAG", ("NN", "NNS", "NNPS"))))):
        is_name = token.tag_ == "NNPS" and token.lower_ not in word_list("role_groups")
        if is_name or token.ent_type_ == "PERSON":
            continue
        start = max(token.left_edge.i, token.i - _MAX_BEFORE_HEAD)
        found = roles.resolve(doc[start : token.i + 1], token)
        if found.name is not None and found.type is not None:
            is_plural = found.type == "ROLE" and (token.tag_ == "NNS" or token.lower_ in word_list("role_groups"))
            gender = None if is_plural else gender_of_word(token.text)
            weight = _UNNAMED_WEIGHT if found.type == "ROLE" and not is_plural else 1.0
            yield Candidate(start, token.i + 1, found.name, found.type, gender, is_plural, weight)
