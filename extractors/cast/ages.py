"""Who an age stands for: `the 34-year-old` is the person of whom the text says that age, else the one most in view.

Premise: news call somebody by an age they have given, or give it that way to the one they are speaking of. Errs to
nobody: whoever is said to be of another age is out, and two of one age are told apart by nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from spacy.tokens import Doc, Span, Token

from extractors.cast.candidates import Candidate, Resolution
from extractors.cast.coreference import Pronouns

_PHRASE = re.compile(r"the (?:[\w.-]+ )?(?:[A-Za-z]+-)*(?P<age>\d{1,3})[ -]year[ -]old", re.IGNORECASE)
_AFTER = re.compile(
    r" ?(?:, (?:who is |a |an |aged |now )?|\(|aged )(?P<age>\d{1,3})(?=[,).]| ?- ?year ?- ?old| who\b|$)"
)
_BEFORE = re.compile(r"(?P<age>\d{1,3})-year-old (?:[\w-]+ ){0,4}$")
_CHARACTERS = 60  # around a name, in which its age is looked for
_LEAST_IN_VIEW = 0.5


def age_in(span: Span) -> str | None:
    """The age by which the words call somebody; None where they are no such words."""
    found = _PHRASE.fullmatch(span.text)
    return found["age"] if found else None


class Ages:
    """The persons of a text by the ages that it says they have."""

    def __init__(self, doc: Doc, text: str, named: Iterable[Candidate]) -> None:
        self._by_age: dict[str, set[str]] = defaultdict(set)
        for candidate in named:
            age = _stated(doc, text, candidate) if candidate.type == "PERSON" else None
            if age is not None:
                self._by_age[age].add(candidate.entity)

    def resolve(self, noun: Token, age: str, pronouns: Pronouns) -> Resolution:
        """The person of this age."""
        of_age = self._by_age.get(age, set())
        if len(of_age) == 1:
            name = next(iter(of_age))
            return Resolution(name, "PERSON", 0.9, f"{name} is said to be {age}")
        others = {name for at, names in self._by_age.items() if at != age for name in names}
        found = pronouns.person_in_view(noun, None, others)
        if found.name is None or found.confidence < _LEAST_IN_VIEW or found.type != "PERSON":
            return Resolution(None, None, 0.0, f"the text does not say here who is {age}")
        return Resolution(found.name, "PERSON", min(0.8, found.confidence), f"{age}: {found.name} is most in view")


def _stated(doc: Doc, text: str, candidate: Candidate) -> str | None:
    """The age that the words beside a name give."""
    start, end = doc[candidate.start].idx, doc[candidate.end - 1].idx + len(doc[candidate.end - 1])
    found = _AFTER.match(text, end, end + _CHARACTERS) or _BEFORE.search(text, max(0, start - _CHARACTERS), start)
    return found["age"] if found else None
