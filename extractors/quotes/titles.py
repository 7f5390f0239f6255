"""Which runs between marks are names: of a programme, a paper, a work or a brand.

Premises: each word has a capital, but for the small ones that titles leave small; and what stands before leads up to no
speech: a preposition, an article or owner, a hyphen, a noun for a work, a verb whose object is a name or who hears it
(`told "Today"`). The comma inside the marks says nothing: it stands there by custom. Errs to leaving out.
"""

from spacy.tokens import Token

from extractors.quotes.reading import Reading
from extractors.wordlists import word_list

_LONGEST = 10  # words
_LONGEST_SMALL = 3  # letters
_PLACING = frozenset({"about", "at", "as", "by", "for", "from", "in", "like", "of", "on", "than", "to"})
_NAMING = frozenset(
    {"call", "direct", "dub", "entitle", "host", "name", "publish", "record", "sing", "tell", "title", "write"}
)
_OWNERS = frozenset({"DT", "PRP$", "POS"})
_HYPHENS = ("-", "‑")


def is_title(words: str) -> bool:
    """Whether the words look like a title wherever they stand: two or more, not all of them short."""
    each = words.split()
    return len(each) > 1 and any(len(word) > _LONGEST_SMALL for word in each) and _is_raised(each)


def is_name(reading: Reading, number: int) -> bool:
    """Whether the words before the run make it a name."""
    run, (first, _) = reading.runs[number], reading.spans[number]
    if not _is_raised(reading.text[run.inner_start : run.inner_end].split()):
        return False
    if reading.text[: run.start].endswith(_HYPHENS):
        return run.start > 1 and reading.text[run.start - 2].isalnum()
    before = list(reading.outside(first - 2, first))
    return bool(before) and (_leads_to_name(before[-1]) or (before[-1].text == "," and _is_work(before[0])))


def _is_raised(words: list[str]) -> bool:
    small = word_list("title_small_words")
    is_each = all(word[0].isupper() or word.lower() in small or not word[0].isalpha() for word in words)
    return is_each and 0 < len(words) <= _LONGEST and any(word[0].isupper() for word in words)


def _leads_to_name(token: Token) -> bool:
    is_placing = token.lower_ in _PLACING and token.tag_ in {"IN", "TO"}
    is_naming = token.tag_.startswith("VB") and token.lemma_.lower() in _NAMING
    return is_placing or is_naming or token.tag_ in _OWNERS or token.tag_ == "JJ" or _is_work(token)


def _is_work(token: Token) -> bool:
    return token.tag_ in {"NN", "NNS"} and token.lemma_.lower() in word_list("work_nouns")
