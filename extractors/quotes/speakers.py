"""The stage that finds the words that name who speaks, and those that say whom the names stand for."""

from dataclasses import replace
from itertools import dropwhile, takewhile

from spacy.tokens import Span, Token

from extractors.cast.names import Gender
from extractors.cast.papers import source_of
from extractors.cast.people import gender_of_word
from extractors.cast.roles import is_role_noun
from extractors.quotes.drafts import Draft
from extractors.quotes.nouns import is_noun_cue, owner_of
from extractors.quotes.reading import Reading, is_cue
from extractors.wordlists import word_list

_SUBJECTS = ("nsubj", "nsubjpass")
_DETERMINERS = ("det", "poss")
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_STEPS = 4  # from a cue up to the verb that has its subject
_LONGEST_FRAME = 40  # tokens
_PERSONS = frozenset({"he", "she", "they", "who"})
_BODIES = ("persons", "role_groups", "collective_nouns", "organisation_nouns")
_DOERS = (
    *("ist", "ian", "man", "woman", "crat", "eer", "writer", "maker", "keeper", "holder", "goer", "player", "worker"),
    *("builder", "buyer", "seller", "owner", "driver", "teacher", "leader", "ologist"),
)
_APPOSITION = 25  # tokens from a name to the cue behind its apposition
_AGE = 8  # tokens from the article to the `old` of an age
_REACH = 12  # tokens before a cue within which its subject stands where the parse does not tell


def mentioned_speakers(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts with a cue with the words that name their speakers."""
    return tuple(
        draft if draft.cue is None or draft.mentions else replace(draft, mentions=subject_of(reading, draft.cue))
        for draft in drafts
        if draft.cue is None or draft.mentions or not _is_addressed(reading, draft.cue)
    )


def _is_addressed(reading: Reading, cue: Token) -> bool:
    """Whether who stands by the participle was asked or named, by nobody knows whom: `asked if he would, Ann said`."""
    return _is_reduced_passive(reading, cue) and _agent(reading, cue) is None


def _is_reduced_passive(reading: Reading, cue: Token) -> bool:
    """Whether it is a participle without subject and auxiliary: `Ann, dubbed …`, `when asked if …`, `asked by Ann`."""
    if cue.tag_ != "VBN" or cue.lower_ in {"said", "added"} or _subject(reading, cue) is not None:
        return False
    is_finite = any(c.dep_ in {"aux", "auxpass"} for c in reading.children[cue.i])
    return not is_finite and cue.dep_ in {"acl", "advcl"}


def _agent(reading: Reading, cue: Token) -> Token | None:
    by = next((c for c in reading.children[cue.i] if c.lower_ == "by" and c.i > cue.i), None)
    return None if by is None else reading.child(by, "pobj")


def subject_of(reading: Reading, cue: Token) -> tuple[Span, ...]:
    """The words that name who speaks by this cue: its source, its inverted or its plain subject, else the nearest."""
    if cue.lower_ == "according":
        to = next((c for c in reading.children[cue.i] if c.lower_ == "to"), None)
        head = None if to is None else reading.child(to, "pobj")
    elif is_noun_cue(cue):
        head = owner_of(reading, cue)
    elif cue.text == ":":
        head = before_colon(reading, cue)
    elif cue.is_punct:
        head = _inverted(reading, cue)
    elif _is_reduced_passive(reading, cue):
        head = _agent(reading, cue)
    else:
        head = (
            _before_apposition(reading, cue)
            or _inverted(reading, cue)
            or _plain(reading, cue)
            or _nearest(reading, cue)
        )
    return () if head is None else tuple(_phrase(reading, heads) for heads in _coordinated(reading, head))


def before_colon(reading: Reading, colon: Token) -> Token | None:
    """Whom the words before a colon are about: the name alone, somebody as subject, or the owner of words."""
    frame = frame_before(reading, colon.i)
    subject = main_subject(frame)
    if subject is None:
        is_label = not any(token.pos_ in {"VERB", "AUX"} for token in frame)
        named = list(takewhile(lambda t: t.ent_type_ == "PERSON", dropwhile(lambda t: not t.ent_type_, frame)))
        return named[-1] if is_label and named else None
    if subject.lemma_.lower() in word_list("documents"):
        return reading.child(subject, "poss")
    return subject if is_somebody(subject) else None


def frame_before(reading: Reading, place: int) -> list[Token]:
    """The words outside of marks from where the sentence begins up to this place."""
    first = place
    while first > 0 and place - first < _LONGEST_FRAME:
        before = reading.doc[first - 1]
        if "\n" in before.text or before.text in {".", "?", "!", ":"}:
            break
        first -= 1
    return list(reading.outside(first, place))


def main_subject(words: list[Token]) -> Token | None:
    """The subject of the main clause, else of the first clause that has one."""
    subjects = [token for token in words if token.dep_ in _SUBJECTS]
    return next((token for token in subjects if token.head.dep_ == "ROOT"), subjects[0] if subjects else None)


def is_somebody(noun: Token) -> bool:
    """Whether the word names a person or a body that speaks, or says what somebody is."""
    if noun.pos_ == "PROPN" or noun.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}:
        return True
    if noun.lower_ in word_list("quantities") and (link := next((c for c in noun.rights if c.lower_ == "of"), None)):
        return any(is_somebody(child) for child in link.rights if child.dep_ == "pobj")
    return noun.lower_ in _PERSONS or is_role_noun(noun.text) or is_role_noun(noun.lemma_) or _is_body(noun)


def _is_body(noun: Token) -> bool:
    words = {noun.lower_, noun.lemma_.lower()}
    return any(words & word_list(name) for name in _BODIES) or any(word.endswith(_DOERS) for word in words)


def _before_apposition(reading: Reading, cue: Token) -> Token | None:
    """The name that an apposition parts from the cue, where the parse has no subject: `"…," Ann, a nurse, said`."""
    if _subject(reading, cue) is not None:
        return None
    words = list(reading.outside(max(0, cue.i - _APPOSITION), cue.i))
    while words and words[-1].pos_ == "ADV":
        words.pop()
    if not words or words.pop().text != ",":
        return None
    comma = next((at for at in range(len(words) - 1, 0, -1) if words[at].text == ","), 0)
    name = words[comma - 1] if comma else None
    if name is None or name.ent_type_ != "PERSON" or any(t.pos_ in {"VERB", "AUX"} for t in words[comma:]):
        return None
    first = next((t for t in reversed(words[:comma]) if t.ent_type_ != "PERSON" and t.pos_ != "PROPN"), None)
    is_opening = first is None or first.is_punct or reading.is_quoted(reading.doc[first.i + 1])
    return name if is_opening else None


def _subject(reading: Reading, verb: Token) -> Token | None:
    """The verb's subject, which is a word: the model takes dashes for one."""
    subjects = [c for c in reading.children[verb.i] if c.dep_ in _SUBJECTS and not reading.is_quoted(c)]
    subjects = [c for c in subjects if any(map(str.isalnum, c.text))]
    before = [c for c in subjects if c.i < verb.i]  # of two the nearer: The bank, Ann wrote, …
    return before[-1] if before else next(iter(subjects), None)


def _inverted(reading: Reading, cue: Token) -> Token | None:
    """The subject after a cue that directly follows what it reports: `"…," said Ann`."""
    if cue.i + 1 >= len(reading.doc) or not (_follows_report(reading, cue) or _opens_sentence(reading, cue)):
        return None
    token = next(reading.outside(cue.i + 1, min(cue.i + 3, len(reading.doc))), cue)
    if _is_age(token.head) and token.head.i > token.i:
        return token.head
    while token.head.i > token.i and token.head.pos_ in _NOUNS and reading.run_of[token.head.i] < 0:
        token = token.head
    is_name = token.pos_ in _NOUNS and not reading.is_quoted(token) and token.ent_type_ not in {"DATE", "TIME"}
    return token if is_name else None


def _follows_report(reading: Reading, cue: Token) -> bool:
    """Whether the cue stands after a closing mark, or after a comma and its clause, or between comma and subject."""
    before = cue.i - 1
    if before >= 0 and reading.doc[before].text == ",":
        is_governed = any(c.dep_ == "ccomp" and before - 1 <= c.right_edge.i <= before for c in reading.children[cue.i])
        is_aside = any(c.dep_ == "nsubj" and c.i > cue.i for c in reading.children[cue.i])  # the port, says Ann, shut
        return is_governed or is_aside or (before > 0 and reading.run_of[before - 1] >= 0)
    return before >= 0 and reading.run_of[before] >= 0


def _is_age(token: Token) -> bool:
    """Whether the word ends an age that stands for a person: the `old` of `the 34-year-old said`."""
    return token.lower_ == "old" and token.i > 1 and any(t.lower_ == "year" for t in token.doc[token.i - 2 : token.i])


def _opens_sentence(reading: Reading, cue: Token) -> bool:
    """Whether the cue opens a sentence, so that its subject follows: `Said Ann: "…"`."""
    before = reading.doc[cue.i - 1] if cue.i else None
    return cue.lower_ in {"said", "says"} and cue.text[0].isupper() and (before is None or before.text[-1] in ".?!\n")


def _plain(reading: Reading, cue: Token) -> Token | None:
    """The subject by the parse: the cue's own, or that of the verb it hangs on (`…, adding that`).

    A participle hangs on the verb of saying before it, whatever the parse makes of `said it would hold, adding that`.
    """
    before = reading.doc[cue.i - 1] if cue.i else cue
    if _is_age(before):
        return before
    verb = (_reporting(reading, cue) or cue) if cue.tag_ == "VBG" else cue
    for _ in range(_STEPS):
        subject = _subject(reading, verb)
        if subject is not None:
            is_relative = subject.lower_ in _RELATIVE and verb.dep_ == "relcl"
            return _apposed(verb.head) if is_relative else subject
        if verb.dep_ == "acl" and verb.head.pos_ in _NOUNS and not reading.is_quoted(verb.head):
            is_paper = verb.head.lemma_.lower() in word_list("documents")
            return (source_of(verb.head) if is_paper else None) or verb.head
        if verb.head.i == verb.i or verb.dep_ not in {"conj", "advcl", "xcomp", "pcomp", "prep", "dep"}:
            return None
        verb = verb.head
    return None


def _apposed(noun: Token) -> Token:
    """The name that a noun stands in apposition to: Lee, for the leader of `Lee, now the party leader, who said`."""
    while noun.dep_ == "appos" and noun.head.i < noun.i and noun.head.pos_ == "PROPN":
        noun = noun.head
    return noun


def _reporting(reading: Reading, cue: Token) -> Token | None:
    """The nearest verb of saying above a participle, within few steps."""
    verb = cue
    for _ in range(_STEPS):
        verb = verb.head
        if verb.i < cue.i and not reading.is_quoted(verb) and is_cue(verb, "cues_speech"):
            return verb
    return None


def _nearest(reading: Reading, cue: Token) -> Token | None:
    """The noun nearest before the cue, where the parse has lost the subject."""
    for token in reversed(list(reading.outside(max(0, cue.i - _REACH), cue.i))):
        if token.pos_ in {"PROPN", "PRON"} and token.dep_ not in {"pobj", "dobj", "poss"}:
            return token
        if token.pos_ == "VERB" or token.is_sent_start or "\n" in token.text:
            return None
    return None


def _coordinated(reading: Reading, head: Token) -> tuple[tuple[Token, ...], ...]:
    """The noun and those joined to it by `and`, those for one and the same person together.

    The owner alone, where the noun is a thing that holds words.
    """
    if head.lemma_.lower() in word_list("documents"):
        owner = reading.child(head, "poss")
        return ((head,),) if owner is None else ((owner,),)
    last = head
    heads = [[head]]
    while (joined := reading.child(last, "conj")) is not None and joined.pos_ in _NOUNS:
        if _is_same_person(reading, last, joined):
            heads[-1].append(joined)
        else:
            heads.append([joined])
        last = joined
    return tuple(map(tuple, heads))


def _is_same_person(reading: Reading, noun: Token, joined: Token) -> bool:
    """Whether two nouns share an article and so a person: `the founder and chief executive`, not wife and husband."""
    if noun.tag_ != "NN" or joined.tag_ != "NN" or reading.child(noun, *_DETERMINERS) is None:
        return False
    genders = {gender_of_word(noun.text), gender_of_word(joined.text)}
    return reading.child(joined, *_DETERMINERS) is None and genders != {Gender.MALE, Gender.FEMALE}


def _phrase(reading: Reading, heads: tuple[Token, ...]) -> Span:
    """The words that name one speaker, who may be called by several nouns."""
    if _is_age(heads[0]):
        the = next((t.i for t in reversed(reading.doc[max(0, heads[0].i - _AGE) : heads[0].i]) if t.tag_ == "DT"), None)
        return reading.doc[heads[0].i - 2 if the is None else the : heads[0].i + 1]
    first, last = reading.noun_phrase(heads[0]), reading.noun_phrase(heads[-1])
    return reading.doc[first.start : last.end]
