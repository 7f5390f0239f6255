"""The stage that leaves out what nobody said: reports by things, and the writer's own words outside of marks.

Premises: persons, bodies and papers speak, other things do not (`the smell suggests …`), and papers do not with the
verbs that things take, too (`the findings suggest …`). `I`, `we` and `you` outside of marks are the writer and the
reader. What the cast has a name for speaks. Errs to leaving out; whole quotations in marks stay.
"""

from spacy.tokens import Span, Token

from extractors.quotes.drafts import Draft
from extractors.quotes.reading import Reading
from extractors.quotes.speakers import is_somebody
from extractors.records import QuoteKind
from extractors.wordlists import word_list

_OURS = frozenset({"our", "my", "your"})
_WRITER = frozenset({"i", "we", "you"})


def spoken_ones(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts that somebody may have said."""
    return tuple(draft for draft in drafts if draft.kind is QuoteKind.DIRECT or _is_spoken(reading, draft))


def _is_spoken(reading: Reading, draft: Draft) -> bool:
    if not draft.mentions or any(speaker.name is not None for speaker in draft.speakers):
        return True
    cue = draft.cue.lemma_.lower() if draft.cue is not None else ""
    return any(_may_say(reading, mention, cue, draft.kind) for mention in draft.mentions)


def _may_say(reading: Reading, mention: Span, cue: str, kind: QuoteKind) -> bool:
    """Whether these words may stand for somebody who speaks with this cue."""
    root: Token = mention.root
    if root.lower_ in _WRITER:
        return kind is not QuoteKind.INDIRECT
    if cue == "accord":
        return root.lemma_.lower() not in word_list("measures") and not any(t.lower_ in _OURS for t in mention)
    is_weak = cue in word_list("cues_weak")
    if root.lower_ == "it":
        return not is_weak
    if root.pos_ != "NOUN" or is_somebody(root):
        return True
    return not is_weak and is_paper(root)


def is_paper(noun: Token) -> bool:
    """Whether the noun is for something that holds words and is credited with them."""
    lemma = noun.lemma_.lower()
    return any(lemma in word_list(name) for name in ("documents", "speaking_documents", "papers"))
