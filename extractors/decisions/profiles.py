"""What copies and events are decided by: one article boiled down to fingerprint, words, names and time."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from extractors.cast.names import name_key
from extractors.decisions.agencies import credited_agency
from extractors.decisions.candidates import index_keys
from extractors.decisions.fingerprints import bands, fingerprints, folded_words, signature
from extractors.intake.addresses import registered_domain
from extractors.records import ArticleProfile, Extraction, Mention, PendingText, Term
from extractors.wordlists import word_list

_MOST_TERMS = 200
_MOST_PAIRS = 100
_MOST_NAMES = 60
_LEAD_WORDS = 60
_NAMING = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]?$")


def profile(pending: PendingText, extraction: Extraction) -> ArticleProfile:
    """The profile of a text. `terms` are its commonest lemmas and, with a space in them, pairs of adjacent words."""
    digest = signature(pending.text)
    made = ArticleProfile(
        article_id=pending.article_id,
        title=pending.title,
        lead=lead(pending.text),
        terms=(*_most(_lemmas(extraction), _MOST_TERMS), *_most(neighbours(pending.text), _MOST_PAIRS)),
        names=_most(named(extraction.mentions), _MOST_NAMES),
        signature=digest,
        count_words=len(folded_words(pending.text)),
        published_at=pending.published.at,
        first_seen_at=pending.first_seen_at,
        outlet_domain=registered_domain(pending.address) if pending.address else None,
        agency=credited_agency(pending.text),
        bands=(*bands(digest), *fingerprints(pending.text)),
        text=pending.text,
    )
    return replace(made, keys=index_keys(made))


def lead(text: str) -> str:
    """The first words (60 at most) of the first paragraph that ends like a sentence, else of the text."""
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((line for line in paragraphs if _SENTENCE_END.search(line) and len(line.split()) > 12), None)
    return " ".join((first or " ".join(paragraphs)).split()[:_LEAD_WORDS])


def named(mentions: Iterable[Mention]) -> Counter[str]:
    """How often each person, organisation, place or the like is named, by its folded full name."""
    keys = (name_key(mention.name) for mention in mentions if mention.type in _NAMING)
    return Counter(key for key in keys if key)


def neighbours(text: str) -> Counter[str]:
    """How often two words stand side by side, neither of them a stop word: `prime minister`, `day visit`."""
    stops = word_list("stop_words")
    words = folded_words(text)
    pairs = itertools.pairwise(words)
    return Counter(f"{a} {b}" for a, b in pairs if a not in stops and b not in stops)


def _lemmas(extraction: Extraction) -> Counter[str]:
    counts: Counter[str] = Counter()
    for term in extraction.terms:
        counts[term.lemma] += term.count
    return counts


def _most(counts: Counter[str], most: int) -> tuple[Term, ...]:
    """The commonest entries; the alphabet decides between equals, so that the choice is the same everywhere."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Term(lemma, count) for lemma, count in ordered[:most])
