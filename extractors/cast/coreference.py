"""Whom a pronoun stands for: the mention before it that fits in gender and number and is most in view.

Premises: in news, a subject pronoun goes on with the subject of the sentence or clause before, and a mention loses
weight with each sentence. Words inside quotation marks are another voice: a pronoun outside of them does not refer to
a mention inside, but where the marks stay open at the end of a paragraph, for the story goes on. The look-back is
bounded, so cost is linear. It errs to None: where two fitting mentions are close to each other in view, the confidence
says so, and below a limit nobody is named.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import compress

from spacy.tokens import Token

from extractors.cast.candidates import GROUP, Candidate, Resolution
from extractors.cast.columns import Columns
from extractors.cast.groups import members_of
from extractors.cast.names import Gender
from extractors.cast.standing import is_people, is_saying, is_within, salience, speaks

HE, SHE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
IT, THEY = frozenset({"it", "its", "itself"}), frozenset({"they", "them", "their", "theirs", "themselves"})
THIRD_PERSON = HE | SHE | IT | THEY
FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
SECOND_PERSON = frozenset({"you", "your", "yours", "yourself", "yourselves"})
OTHER_PRONOUNS = FIRST_PERSON | SECOND_PERSON
_LOOK_BACK_MENTIONS = 40
_LOOK_BACK_SENTENCES = 8
_CLOSING = ('"', "'", "”", "’", "»")
_LEAST_CONFIDENCE = 0.4
_CERTAIN = 0.6
_BELOW = 8  # names after a pronoun that are looked at for its own clause
_PEOPLE_BEFORE = 60  # tokens: two sentences
# Weights of a mention: for each sentence and for the paragraph it lies back, for a second mention of the same entity,
# and for a person of unknown gender.
_DECAY, _NEW_PARAGRAPH, _AGAIN, _UNKNOWN = 0.65, 0.8, 0.3, 0.8
# The same for one who says something, for all mentions after the first, and for a mention in a quotation that goes on
# in the next paragraph: a story told within marks has pronouns of its own.
_SPEAKER, _MOST_AGAIN, _LEFT_OPEN = 1.3, 1.0, 0.8


class Pronouns:
    """The pronouns of a text, resolved in its order, so that each one keeps its person in view for the next."""

    def __init__(self, columns: Columns, candidates: Sequence[Candidate], quoted: Sequence[tuple[int, int]]) -> None:
        """`candidates` in the order of the text; `quoted` are the spans of characters inside quotation marks."""
        is_closed = [columns.text[end : end + 1] in _CLOSING for _, end in quoted]
        is_quoted = columns.inside(list(compress(quoted, is_closed)))
        self._is_left_open = columns.inside(
            [span for span, closed in zip(quoted, is_closed, strict=True) if not closed]
        )
        self._doc = columns.doc
        self._is_quoted = is_quoted
        self._paragraph = columns.paragraphs()
        self._sentence = list(_numbered(columns.sentences(is_quoted), self._paragraph))
        self._trail: list[Candidate] = []
        self._starts: list[int] = []
        self._ahead_of = list(candidates)
        self._starts_ahead = [candidate.start for candidate in candidates]
        self._resolved: dict[int, Resolution] = {}
        self._roots: dict[int, Token] = {}  # of the candidates, by where they start
        self._learned: dict[str, Gender] = {}  # what pronouns before say of those whose names do not
        self._follow(candidates, columns)

    def _follow(self, candidates: Sequence[Candidate], columns: Columns) -> None:
        """Resolves `he` and `she` from the first to the last; what is found is in view for those after it."""
        pending = list(reversed(candidates))
        for token in map(self._doc.__getitem__, columns.which("LOWER", HE | SHE)):
            while pending and pending[-1].start <= token.i:
                self._see(pending.pop())
            found = self._resolved[token.i] = self._antecedent(token)
            if found.name is not None and found.type is not None:
                gender = Gender.MALE if token.lower_ in HE else Gender.FEMALE
                weight = 0.5 + found.confidence / 2
                self._see(Candidate(token.i, token.i + 1, found.name, found.type, gender, weight=weight))
                if found.confidence >= _CERTAIN and not self._is_quoted[token.i]:
                    self._learned.setdefault(found.name, gender)
        while pending:
            self._see(pending.pop())

    def _see(self, candidate: Candidate) -> None:
        self._trail.append(candidate)
        self._starts.append(candidate.start)

    def resolve(self, pronoun: Token) -> Resolution:
        """Whom the pronoun stands for."""
        word = pronoun.lower_
        if word in OTHER_PRONOUNS:
            return Resolution(None, None, 0.0, f"`{pronoun.text}` is whoever speaks, which these words do not say")
        if pronoun.i in self._resolved:
            return self._resolved[pronoun.i]
        if not speaks(pronoun):
            return Resolution(None, None, 0.0, f"`{pronoun.text}` stands for a thing more often than for a speaker")
        return self._antecedent(pronoun)

    def _antecedent(self, pronoun: Token) -> Resolution:
        word = pronoun.lower_
        below = self._named_below(pronoun)
        fitting = [
            candidate
            for candidate in self._before(pronoun)
            if self._fits(word, candidate) and candidate.entity not in below and not self._is_bound(pronoun, candidate)
        ]
        if word in THEY:
            people = self._people_before(pronoun)
            fitting = [c for c in fitting if c.start >= people or self._is_beside(c, people)]
        return self._most_in_view(pronoun, fitting) or self._ahead(pronoun, word)

    def person_in_view(self, noun: Token, gender: Gender | None, others: Collection[str] = ()) -> Resolution:
        """The person whom a role noun may stand for that nobody is introduced with: as a pronoun in its place would.

        `others` are those whom it does not fit.
        """
        fitting = [
            candidate
            for candidate in self._before(noun)
            if candidate.type == "PERSON" and (gender is None or candidate.gender in {gender, None})
            if candidate.entity not in others and not self._is_above(candidate, noun)
        ]
        nobody = Resolution(None, None, 0.0, f"`{noun.text}`: nobody before it fits")
        return self._most_in_view(noun, fitting) or nobody

    def body_in_view(self, noun: Token, names: Collection[str]) -> Resolution | None:
        """Which of these organisations a noun for one may stand for; None where all are out of view."""
        fitting = [c for c in self._before(noun) if c.type == "ORG" and c.entity in names]
        return self._most_in_view(noun, fitting)

    def owner(self, pronoun: Token) -> Resolution:
        """Whom a possessive pronoun stands for, wherever it stands: `his lawyer`, `its spokesman`."""
        return self._resolved.get(pronoun.i) or self._antecedent(pronoun)

    def is_same(self, one: Token, other: Token) -> bool:
        """Whether two words, pronouns or names, stand for the same entity."""
        names = {self._entity(one), self._entity(other)}
        return len(names) == 1 and None not in names

    def _entity(self, word: Token) -> str | None:
        if word.lower_ in THIRD_PERSON:
            return self.owner(word).name
        place = bisect_right(self._starts_ahead, word.i) - 1
        found = self._ahead_of[place] if place >= 0 else None
        return found.entity if found is not None and word.i < found.end else None

    def _most_in_view(self, word: Token, fitting: Sequence[Candidate]) -> Resolution | None:
        """The entity with the highest sum over its mentions; None where there is none at all."""
        high: dict[str, float] = {}
        again: dict[str, float] = {}
        best: dict[str, Candidate] = {}
        for candidate in fitting:
            score = self._score(word, candidate)
            if score > 0:
                high[candidate.entity] = max(high.get(candidate.entity, 0.0), score)
                again[candidate.entity] = again.get(candidate.entity, 0.0) + score
                best.setdefault(candidate.entity, candidate)
        if not high:
            return None
        scores = {entity: top + min(_AGAIN * (again[entity] - top), _MOST_AGAIN * top) for entity, top in high.items()}
        ranked = sorted(scores, key=lambda entity: -scores[entity])
        first = best[ranked[0]]
        rest = scores[ranked[1]] if len(ranked) > 1 else 0.0
        certainty = 0.9 if first.gender is not None or first.type != "PERSON" else 0.75
        confidence = round(certainty * scores[ranked[0]] / (scores[ranked[0]] + rest), 2)
        if confidence < _LEAST_CONFIDENCE:
            return Resolution(None, None, confidence, f"`{word.text}` fits {first.entity} and {ranked[1]} alike")
        return Resolution(first.entity, first.type, confidence, f"`{word.text}`: most in view among those it fits")

    def _before(self, pronoun: Token) -> Sequence[Candidate]:
        last = bisect_left(self._starts, pronoun.i)
        near = self._trail[max(0, last - _LOOK_BACK_MENTIONS) : last]
        return [c for c in reversed(near) if self._distance(pronoun, c) <= _LOOK_BACK_SENTENCES]

    def _distance(self, pronoun: Token, candidate: Candidate) -> int:
        return abs(self._sentence[pronoun.i] - self._sentence[candidate.start])

    def _fits(self, word: str, candidate: Candidate) -> bool:
        if word in HE or word in SHE:
            wanted = Gender.MALE if word in HE else Gender.FEMALE
            gender = candidate.gender or self._learned.get(candidate.entity)
            return candidate.type in {"PERSON", "ROLE"} and gender in {wanted, None} and not candidate.is_plural
        if word in IT:
            return candidate.type in {"ORG", "GPE"}
        if candidate.type == "NORP":
            return self._doc[candidate.end - 1].tag_ in {"NNS", "NNPS"}
        return candidate.type in {"ORG", GROUP} or (candidate.type == "ROLE" and candidate.is_plural)

    def _named_below(self, pronoun: Token) -> set[str]:
        """Whom names within the pronoun's own clause stand for, who is never the pronoun's: `he said Xi left`."""
        if pronoun.dep_ not in {"nsubj", "nsubjpass"} or pronoun.head.i < pronoun.i:
            return set()
        names, verb = set(), pronoun.head
        place = bisect_left(self._starts_ahead, verb.i)
        for candidate in self._ahead_of[place : place + _BELOW]:
            if self._sentence[candidate.start] != self._sentence[verb.i]:
                break
            root = self._root(candidate)
            is_name = candidate.type == "PERSON" and root.pos_ == "PROPN" and not self._is_quoted[candidate.start]
            if is_name and is_within(root, verb):
                names.add(candidate.entity)
        return names

    def _is_beside(self, candidate: Candidate, people: int) -> bool:
        """Whether the candidate, no body, stands in these people's sentence: `Officials told residents. They …`."""
        return candidate.type != "ORG" and self._sentence[candidate.start] == self._sentence[people]

    def _people_before(self, pronoun: Token) -> int:
        """Where the last plural noun of people stands in the sentence of `they` or the one before; -1 for nowhere."""
        for place in range(pronoun.i - 1, max(pronoun.i - _PEOPLE_BEFORE, -1), -1):
            if self._sentence[pronoun.i] - self._sentence[place] > 1:
                break
            if not self._is_quoted[place] and is_people(self._doc[place]):
                return place
        return -1

    def _is_bound(self, pronoun: Token, candidate: Candidate) -> bool:
        """Whether grammar keeps the two apart: arguments of one verb are different (`Xi met him`)."""
        root = self._root(candidate)
        if pronoun.lower_ in {"his", "her", "its", "their", "himself", "herself", "itself", "themselves"}:
            return False
        return root.head == pronoun.head and root.dep_ in {"nsubj", "dobj", "nsubjpass"} and pronoun.dep_ != root.dep_

    def _is_above(self, candidate: Candidate, noun: Token) -> bool:
        """Whether the candidate is the subject of the clause that holds the noun: a noun is never its own subject."""
        root = self._root(candidate)
        return root.dep_ in {"nsubj", "nsubjpass"} and root.head.left_edge.i <= noun.i <= root.head.right_edge.i

    def group_in_view(self, noun: Token, count: int) -> Resolution | None:
        """The group of so many persons named together that `the couple` stands for: the last one before it."""
        groups = [c for c in self._before(noun) if c.type == GROUP and len(members_of(c.entity)) == count]
        found = next((c for c in groups if not self._is_quoted[c.start] or self._is_quoted[noun.i]), None)
        return None if found is None else Resolution(found.entity, GROUP, 0.8, f"`{noun.text}`: named together before")

    def _root(self, candidate: Candidate) -> Token:
        if candidate.start not in self._roots:
            self._roots[candidate.start] = self._doc[candidate.start : candidate.end].root
        return self._roots[candidate.start]

    def _score(self, pronoun: Token, candidate: Candidate) -> float:
        quoted = self._is_quoted[candidate.start]
        if quoted and not self._is_quoted[pronoun.i]:
            return 0.0
        is_told = self._is_left_open[candidate.start] and not self._is_left_open[pronoun.i]
        score = (_LEFT_OPEN if is_told else 1.0) * candidate.weight * _DECAY ** self._distance(pronoun, candidate)
        if self._paragraph[candidate.start] != self._paragraph[pronoun.i]:
            score *= _NEW_PARAGRAPH
        root = self._root(candidate)
        score *= salience(root)
        if pronoun.dep_ == root.dep_:
            score *= _SPEAKER if is_saying(root.head) and is_saying(pronoun.head) else 1.2
        return score if candidate.gender is not None or candidate.type != "PERSON" else score * _UNKNOWN

    def _ahead(self, pronoun: Token, word: str) -> Resolution:
        """The subject of the clause after the pronoun's own, in the same sentence: `Before he left, Xi said`."""
        place = bisect_left(self._starts_ahead, pronoun.i)
        for candidate in self._ahead_of[place : place + 5]:
            if self._sentence[candidate.start] != self._sentence[pronoun.i]:
                break
            root = self._root(candidate)
            is_subject = root.dep_ in {"nsubj", "nsubjpass"}
            if is_subject and self._fits(word, candidate) and not self._is_quoted[candidate.start]:
                return Resolution(
                    candidate.entity, candidate.type, 0.6, f"`{pronoun.text}` points ahead to the subject"
                )
        return Resolution(None, None, 0.0, f"`{pronoun.text}`: nobody before it fits")


def _numbered(sentences: Sequence[int], paragraphs: Sequence[int]) -> Iterator[int]:
    """The sentences numbered anew, where a line break begins one, too, whatever the parse makes of it."""
    number, before = 0, (-1, -1)
    for place in zip(sentences, paragraphs, strict=True):
        number += place != before
        before = place
        yield number
