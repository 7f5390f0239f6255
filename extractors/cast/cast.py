"""Who is in a text: its entities by full name, and who any words of it stand for."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from extractors.cast.ages import Ages, age_in
from extractors.cast.body_phrases import BodyPhrases, is_body_noun
from extractors.cast.candidates import GROUP, Candidate, Resolution
from extractors.cast.columns import Columns
from extractors.cast.coreference import OTHER_PRONOUNS, THEY, THIRD_PERSON, Pronouns
from extractors.cast.credits import credit_spans
from extractors.cast.entities import find_entities
from extractors.cast.found import Found
from extractors.cast.groups import members_of, persons_together
from extractors.cast.headlines import Stretches
from extractors.cast.members import Member, is_part, modifies
from extractors.cast.organisations import full_names
from extractors.cast.papers import Papers
from extractors.cast.people import UNDECIDED, People, gather_people
from extractors.cast.phrases import before_comma, head_of, noun_before, phrase_of
from extractors.cast.role_phrases import RolePhrases, belonging, role_candidates
from extractors.cast.roles import canonical_role, is_role_noun, leads_up
from extractors.records import Mention
from extractors.wordlists import word_list

_POSSESSIVE_ENDS = frozenset({"'s", "’s", "'", "’"})
_COUNTS = {"couple": 2, "pair": 2, "duo": 2, "two": 2, "trio": 3, "three": 3}  # persons called together
_POSSESSIVES = frozenset({"his", "her", "its", "their"})
_LEAST_OWNER = 0.5
_PAPERS = ("documents", "speaking_documents", "papers")
_SHORT = 0.7  # fitted on one half of labelled news, and as good on the other
_UNNAMED_BEFORE = 300  # tokens: some paragraphs
_TITLES = 5  # tokens before a name
_STYLES = "(?:Mr|Mrs|Ms|Miss|Mx)"  # left out before a full name
_MAX_ACRONYM = 5  # letters: longer capitals are a word that is shouted


class Cast:
    """The entities of one text, and what its names, pronouns and roles stand for."""

    def __init__(
        self,
        members: Sequence[Member],
        credited: Stretches,
        pronouns: Pronouns,
        roles: RolePhrases,
        bodies: BodyPhrases,
        papers: Papers,
        ages: Ages,
        unnamed: dict[str, Span],
    ) -> None:
        self.mentions: tuple[Mention, ...] = tuple(member.mention for member in members)
        self._members = members
        self._starts = [member.start for member in members]
        self._pronouns = pronouns
        self._roles = roles
        self._bodies = bodies
        self._papers = papers
        self._ages = ages
        self._unnamed_ones = unnamed
        self._credited = credited

    def resolve(self, span: Span) -> Resolution:
        """Who the words of this span stand for at this place.

        In this order: nobody, in a photo credit; a pronoun's antecedent; the name that the words are about; the
        person, or the unnamed one, that a role stands for; whoever issued a paper.
        """
        if self._credited.holds(span.start_char):
            return Resolution(None, None, 0.0, "a photo credit: it names who took a picture")
        head = head_of(span)
        if head.tag_ in {"WP", "WDT"}:
            return self._of_relative(head)
        if head.lower_ in THIRD_PERSON | OTHER_PRONOUNS and len(span) <= 2:
            found = self._pronouns.resolve(head)
            if found.type == GROUP:
                return Resolution(None, None, 0.0, f"`{head.text}` stands for several: {found.name}")
            return self._unnamed(found) if found.type == "ROLE" else _calibrated(found)
        member = self._named_in(span, head)
        if member is not None and member.mention.type == "NORP" and f"{head.lower_}s" in word_list("role_groups"):
            unknown = Resolution(None, None, 0.0, f"the text does not say which {head.text}")
            return self._in_apposition(span, head) or unknown
        if member is not None and member.confidence <= UNDECIDED:
            return Resolution(None, None, 0.0, member.reason)
        if member is not None:
            return Resolution(member.mention.name, member.mention.type, member.confidence, member.reason)
        return self._in_apposition(span, head) or self._by_role(span, head)

    def _unnamed(self, found: Resolution) -> Resolution:
        """The unnamed person whom a pronoun stands for by whose he or she is, or by the name that comes later."""
        span = self._unnamed_ones.get(found.name or "")
        if span is None:
            return found
        named = self._in_apposition(span, span[-1]) or self._by_role(span, span[-1])
        confidence = round(min(found.confidence, named.confidence), 2)
        return found if named.name is None else Resolution(named.name, named.type, confidence, found.reason)

    def _in_apposition(self, span: Span, head: Token) -> Resolution | None:
        """The name that follows a noun for a person between commas: `a resident, Ann Lee, said`."""
        doc, first = span.doc, span.end + 1
        while first < min(len(span.doc), span.end + _TITLES) and leads_up(doc[first]):
            first += 1
        place = bisect_left(self._starts, first)
        is_source = head.dep_ == "pobj" and head.head.lower_ == "to"  # `according to a guard, Ann Lee, who …`
        is_paper = any(head.lower_ in word_list(name) for name in _PAPERS)
        is_one = head.tag_ == "NN" or (head.tag_ == "NNP" and head.ent_type_ == "NORP")
        if not is_one or is_source or is_paper or place == len(self._members) or doc[span.end].text != ",":
            return None
        member = self._members[place]
        is_named = member.start == first and member.mention.type == "PERSON"
        after = doc[member.end : member.end + 2]
        if not is_named or len(after) < 2 or after[0].text != "," or after[1].lower_ in {"and", "or"}:
            return None
        return Resolution(member.mention.name, "PERSON", member.confidence, f"{head.text}: {member.mention.name}")

    def resolve_all(self, span: Span) -> tuple[Resolution, ...]:
        """Who the words stand for, where they may stand for several: one resolution for each, at least one."""
        head = head_of(span)
        group = self._group(span, head)
        if group is None or group.type != GROUP or group.name is None:
            return (self.resolve(span),)
        return tuple(Resolution(name, "PERSON", group.confidence, group.reason) for name in members_of(group.name))

    def _group(self, span: Span, head: Token) -> Resolution | None:
        """The persons named together whom `they` or `the couple` stands for."""
        if head.lower_ in THEY:
            return self._pronouns.resolve(head)
        count = _COUNTS.get(head.lower_, 0)
        return self._pronouns.group_in_view(head, count) if count and span[0].lower_ in {"the", "both"} else None

    def _of_relative(self, pronoun: Token) -> Resolution:
        """Whom `who` or `which` stands for: what the relative clause is about."""
        noun = pronoun.head.head if pronoun.head.dep_ == "relcl" else noun_before(pronoun)
        while noun.dep_ == "appos" and noun.head.i < noun.i:  # `McConnell, now the leader, who`
            noun = noun.head
        if noun.i >= pronoun.i:
            return Resolution(None, None, 0.0, f"`{pronoun.text}` has nothing before it to stand for")
        return self.resolve(noun.doc[noun.left_edge.i if noun.left_edge.i >= noun.i - 5 else noun.i : noun.i + 1])

    def _named_in(self, span: Span, head: Token) -> Member | None:
        """The member that the words are about: at their head, or in apposition to it, not one that is a mere part."""
        inside = self._inside(span)
        at_head = [m for m in inside if m.start <= head.i < m.end and not modifies(span, m)]
        if at_head:
            return at_head[0]
        free = [m for m in inside if not is_part(span, m) and not modifies(span, m)]
        persons = [m for m in free if m.mention.type == "PERSON"]
        if persons:
            return persons[0]
        if is_role_noun(head.text) or head.lower_ in word_list("speaking_documents") | word_list("role_groups"):
            return None
        speaking = [m for m in free if m.mention.type in {"ORG", "GPE", "FAC"}]
        return speaking[0] if speaking else None

    def _inside(self, span: Span) -> list[Member]:
        first = bisect_left(self._starts, span.start)
        if first and self._members[first - 1].end > span.start:
            first -= 1
        return list(self._members[first : bisect_left(self._starts, span.end)])

    def _by_role(self, span: Span, head: Token) -> Resolution:
        age = age_in(span)
        if age is not None:
            return self._ages.resolve(span[-1], age, self._pronouns)
        if is_body_noun(head.lower_) and span[0].lower_ in {"the", "this", "that"} and head.i == span.start + 1:
            return self._bodies.resolve(head, self._pronouns)
        if head.lower_ in word_list("collective_nouns"):
            return self._collective(span, head)
        found = self._roles.resolve(span, head, self._pronouns)
        if found.type == "ROLE" and found.name is not None:
            return Resolution(self._of_whom(span, head, found.name), "ROLE", found.confidence, found.reason)
        if found.name is None and head.lower_ in word_list("speaking_documents"):
            return self._of_paper(span, head)
        if found.confidence == 0 and is_role_noun(head.text) and span[0].lower_ == "the" and head.i == span.start + 1:
            return self._unnamed_before(head) or found
        return found

    def _unnamed_before(self, head: Token) -> Resolution | None:
        """The unnamed one who was spoken of last in this role: `the spokesman`, after `a spokesman for Acme`."""
        doc, role = head.doc, canonical_role(head.text)
        for place in range(head.i - 1, max(head.i - _UNNAMED_BEFORE, 0), -1):
            noun = doc[place]
            if noun.tag_ != "NN" or canonical_role(noun.text) != role:
                continue
            if noun.dep_ in {"compound", "appos"} or doc[place + 1].ent_type_ == "PERSON":
                continue
            words = phrase_of(noun)
            found = self._roles.resolve(words, noun, self._pronouns)
            is_new = found.type == "ROLE" and words[0].lower_ not in {"the", "this", "that"}
            if is_new and found.name is not None and " " in found.name:
                name = self._of_whom(words, noun, found.name)
                return Resolution(name, "ROLE", found.confidence, f"{name}, called so before")
        return None

    def _of_whom(self, span: Span, head: Token, words: str) -> str:
        """An unnamed person's words with the full name of whose he or she is: `lawyer for Ann Lee` for `her lawyer`."""
        first = span[0]
        owners = [m for m in self._inside(span) if m.end < head.i and span.doc[m.end].text in _POSSESSIVE_ENDS]
        if owners and owners[0].mention.type in {"PERSON", "ORG", "GPE"}:
            role = span.doc[owners[0].end + 1 : span.end].text
            return f"{before_comma(role)} {belonging(head.text)} {owners[0].mention.name}"
        if first.lower_ in _POSSESSIVES and first.i < head.i:
            owner = self._pronouns.owner(first)
            role = before_comma(span.doc[first.i + 1 : span.end].text)
            is_named = owner.name is not None and owner.type != "ROLE" and owner.confidence >= _LEAST_OWNER
            return f"{role} {belonging(head.text)} {owner.name}" if is_named else role
        for member in self._inside(span):
            if member.mention.type == "PERSON":
                written = rf"(?:\b{_STYLES}\.? )?{re.escape(' '.join(member.mention.text.split()))}"
                if found := re.search(written, words):
                    words = words[: found.start()] + member.mention.name + words[found.end() :]
        return words

    def _collective(self, span: Span, head: Token) -> Resolution:
        """The body that is named by whose it is; `the campaign` alone says nobody's name."""
        owner = next((token for token in span if token.dep_ == "poss" and token.head == head), None)
        is_named = any(member.start < head.i for member in self._inside(span))
        if not is_named and (owner is None or not is_role_noun(owner.text)):
            return Resolution(None, None, 0.0, f"the text does not say here which {head.lower_}")
        words = span.doc[span.start : head.i + 1]
        name = " ".join((words[1:] if words[0].lower_ in {"the", "a", "an"} else words).text.split())
        return Resolution(name, "ORG", 0.6, f"a {head.lower_} named by whose it is")

    def _of_paper(self, span: Span, head: Token) -> Resolution:
        """Whoever issued the paper: named with it (`a Homeland Security memo`), or when it was spoken of before."""
        inside = [m for m in self._inside(span) if m.mention.type in {"PERSON", "ORG", "GPE"}]
        if len(inside) == 1:
            is_owner = span.doc[inside[0].end : inside[0].end + 1].text in _POSSESSIVE_ENDS
            if is_owner or inside[0].mention.type != "PERSON":
                name, label = inside[0].mention.name, inside[0].mention.type
                return Resolution(name, label, 0.6, f"the {head.lower_} is that of {name}")
        unknown = Resolution(None, None, 0.0, f"the text does not say whose the {head.lower_} is")
        if inside or span[0].lower_ not in {"the", "this", "that"} or head.i != span.start + 1:
            return unknown
        issuer = self._papers.issuer(head)
        if issuer is None or issuer.lower_ in OTHER_PRONOUNS:
            return unknown
        found = self.resolve(phrase_of(issuer))
        if found.name is None:
            return unknown
        confidence, reason = round(0.85 * found.confidence, 2), f"the {head.lower_} is that of {found.name}"
        return Resolution(found.name, found.type, confidence, reason)


def build_cast(doc: Doc, quoted: Sequence[tuple[int, int]]) -> Cast:
    """The cast of a parsed text. `quoted` are the character spans inside quotation marks."""
    columns = Columns.of(doc)
    credited = Stretches(credit_spans(columns.text))
    entities = find_entities(columns, credited)
    people = gather_people(doc, entities)
    roles = RolePhrases(people)
    members = _members(columns, entities, people)
    named = tuple(_candidates(members, people))
    groups = persons_together(doc, named)
    by_role = tuple(role_candidates(columns, roles))
    in_order = sorted((*named, *groups, *by_role), key=lambda candidate: candidate.start)
    unnamed = {c.entity: doc[c.start : c.end] for c in reversed(by_role) if c.type == "ROLE" and not c.is_plural}
    bodies = BodyPhrases(doc, [candidate for candidate in named if candidate.type == "ORG"])
    pronouns = Pronouns(columns, in_order, quoted)
    return Cast(members, credited, pronouns, roles, bodies, Papers(columns), Ages(doc, columns.text, named), unnamed)


def _members(columns: Columns, entities: Sequence[Found], people: People) -> list[Member]:
    """Each entity as a mention with its full name."""
    doc, text, offsets = columns.doc, columns.text, columns.offsets
    full = full_names(doc, entities)
    sightings = {sighting.found.start: sighting for sighting in people.sightings}
    members = []
    for found in entities:
        start, end = int(offsets[found.start]), int(offsets[found.end - 1]) + len(doc[found.end - 1])
        sighting = sightings.get(found.start)
        if sighting is not None:
            name, confidence, reason = people.persons[sighting.person].name, sighting.confidence, sighting.reason
        else:
            written = " ".join(text[start:end].split())
            name, confidence = _name_of_thing(written, found.type, full), 0.9
            reason = "named" if name == written else f"another form of {name}"
        mention = Mention(start, end, text[start:end], found.type, name)
        members.append(Member(mention, found.start, found.end, confidence, reason))
    return members


def _name_of_thing(written: str, label: str, full: dict[str, str]) -> str:
    name = full.get(written, written)
    is_shouted = label == "GPE" and name.isupper() and len(name) > _MAX_ACRONYM  # SHENYANG in a dateline
    return name.title() if is_shouted else name


def _candidates(members: Sequence[Member], people: People) -> Iterator[Candidate]:
    genders = {person.name: person.gender for person in people.persons}
    for member in members:
        name, label = member.mention.name, member.mention.type
        yield Candidate(member.start, member.end, name, label, genders.get(name) if label == "PERSON" else None)


def _calibrated(found: Resolution) -> Resolution:
    """A pronoun's antecedent with the share of such ones that are right, of which its share of the view falls short."""
    if found.name is None:
        return found
    return replace(found, confidence=round(1 - _SHORT * (1 - found.confidence), 2))
