"""Whom a sentence is about that quotes nothing: the one who then speaks without being named again.

Premises: it is about its subject, where that is a person; about whose words it is about (`Her message was simple`);
about a body only where the body is told to speak (`Greenpeace issued a statement`), for a body that merely acts gives
no quote; where its subject is a thing, about the one person in it. Errs to nobody.
"""

from bisect import bisect_left

from spacy.tokens import Span, Token

from extractors.cast.cast import Cast
from extractors.quotes.reading import Reading, Unit, is_cue
from extractors.quotes.speakers import is_somebody, main_subject
from extractors.wordlists import word_list

_SPEECH = ("cues_speech", "cues_quoting", "cues_beside")
_PERSONAL = frozenset({"he", "she", "who"})
_SAID = ("documents", "speaking_documents", "cues_nouns", "utterances")
_GROUPS = ("collective_nouns", "organisation_nouns", "role_groups")


def about(reading: Reading, cast: Cast, unit: Unit) -> tuple[Span, ...]:
    """The words for the somebody whom the sentence is about."""
    subject = main_subject(list(reading.outside(unit.first, unit.last)))
    if subject is not None:
        person = _person_of(reading, cast, subject)
        if person is not None:
            return (reading.noun_phrase(person),)
        if is_somebody(subject) or _is_group(subject):
            return (reading.noun_phrase(subject),) if _is_told_to_speak(reading, subject) else ()
    persons = persons_in(reading, cast, unit)
    return persons if len({cast.resolve(person).name for person in persons}) == 1 else ()


def persons_in(reading: Reading, cast: Cast, unit: Unit) -> tuple[Span, ...]:
    """The words for the persons whom the sentence names outside of marks; of each the first."""
    first, last = (
        bisect_left(cast.mentions, reading.doc[place].idx, key=lambda mention: mention.start)
        for place in (unit.first, unit.last - 1)
    )
    spans = [
        reading.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        for mention in cast.mentions[first : last + 1]
        if mention.type == "PERSON"
    ]
    return tuple(span for span in spans if span is not None and not reading.is_quoted(span[0]))


def is_said(noun: Token) -> bool:
    """Whether the word is for what is said, written or thought."""
    return noun.pos_ == "NOUN" and any(noun.lemma_.lower() in word_list(name) for name in _SAID)


def _person_of(reading: Reading, cast: Cast, subject: Token) -> Token | None:
    """The person for whom the subject stands: the name in apposition, itself, or whose words it names."""
    named = reading.child(subject, "appos")
    if named is not None and named.pos_ == "PROPN" != subject.pos_ and _is_person(reading, cast, named):
        return named
    if _is_person(reading, cast, subject):
        return subject
    owner = reading.child(subject, "poss")
    return owner if owner is not None and is_said(subject) else None


def _is_person(reading: Reading, cast: Cast, noun: Token) -> bool:
    """Whether the word is for one person: a name, a pronoun, a role, but no body, group or plural."""
    if noun.lower_ in _PERSONAL:
        return True
    if noun.pos_ == "PROPN" or noun.ent_type_:
        return cast.resolve(reading.noun_phrase(noun)).type == "PERSON"
    return noun.tag_ == "NN" and is_somebody(noun) and not _is_group(noun)


def _is_group(noun: Token) -> bool:
    return any({noun.lower_, noun.lemma_.lower()} & word_list(name) for name in _GROUPS)


def _is_told_to_speak(reading: Reading, subject: Token) -> bool:
    """Whether its verb says that it spoke: by itself, or by what was given (`put out a statement`)."""
    verb = subject.head
    is_speech = subject.dep_ == "nsubj" and is_cue(verb, *_SPEECH)
    return is_speech or any(is_said(child) for child in reading.children[verb.i])
