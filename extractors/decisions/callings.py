"""What an article calls a person by: kind and country, from the words beside the full name: `Peruvian Senator Ann Lee`.

Premises: the word right before a full name, or at the head of the words after its comma, says what its bearer is now;
`former`, `then` and the like say what he was, and count for nothing. A country counts only beside such a word. It errs
to saying nothing: what is not said keeps nobody apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.cast.names import fold, name_key
from extractors.records import Mention
from extractors.wordlists import word_pairs

_PHRASE = 5  # words that may belong together: `Peru's acting deputy foreign minister`
_REACH = 90  # characters looked at on either side
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_STOP = re.compile(r"(?<=[a-z]{3})[.!?]\s|[,;:\n\"“”()]")  # no stop after `Sen.` and `U.S.`
_PAST = frozenset({"former", "ex", "late", "then", "retired", "onetime", "once", "disgraced", "would-be", "turned"})
_ENDS = frozenset({"of", "for", "in", "at", "from", "to", "with", "who", "whose", "and", "on", "by", "that", "since"})
_WAS = frozenset({"was", "were", "had"})
_KINDS = ("cleric", "officeholder", "scientist", "sportsperson")
_CALLED = re.compile(rf"^(?P<name>.+?) (?P<calling>(?:{'|'.join(_KINDS)})(?: (?:of|and) .+)?)$")


@dataclass(frozen=True, slots=True, order=True)
class Calling:
    """The kinds that somebody is, at most one of which is usual, and the country, where it is said.

    As text it is an alias's ending: `officeholder of Peru`, `officeholder and sportsperson`.
    """

    kinds: tuple[str, ...]
    land: str = ""

    def __str__(self) -> str:
        return " and ".join(self.kinds) + (f" of {self.land}" if self.land else "")


def parse_calling(text: str) -> Calling:
    """The calling that a text like `officeholder of Peru` stands for."""
    kinds, _, land = text.partition(" of ")
    return Calling(tuple(kinds.split(" and ")), land)


def calling_in(alias_key: str) -> tuple[str, Calling] | None:
    """The name and the calling of a folded alias: `ann lee officeholder of peru`; None where it has none."""
    found = _CALLED.search(alias_key)
    return (found["name"], parse_calling(found["calling"])) if found else None


def callings_in(text: str, mentions: Iterable[Mention]) -> dict[tuple[str, str], str]:
    """What an article calls its persons, as text, by name and type; only full names count as they are written."""
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for mention in mentions:
        if mention.type == "PERSON" and " " in mention.text:
            spans.setdefault((mention.name, mention.type), []).append((mention.start, mention.end))
    called = {name: calling_of(text, places) for name, places in spans.items()}
    return {name: str(calling) for name, calling in called.items() if calling}


def calling_of(text: str, spans: Iterable[tuple[int, int]]) -> Calling | None:
    """What the words beside these full names of one person call him; None where they say nothing, or too much."""
    told = [said for start, end in spans for said in (_before(text, start), _after(text, end)) if said]
    kinds = tuple(sorted({kind for said in told for kind in said.kinds}))
    lands = {said.land for said in told if said.land}
    if not kinds:
        return None
    return Calling(kinds, lands.pop() if len(lands) == 1 and len(kinds) == 1 else "")


def _before(text: str, start: int) -> Calling | None:
    """`Peru's foreign minister`, `England striker`: what ends right before the name."""
    near = text[max(start - _REACH, 0) : start]
    start_of_words = max((match.end() for match in _STOP.finditer(near)), default=0)
    return _told(_words(near[start_of_words:])) if near[-1:] == " " else None


def _after(text: str, end: int) -> Calling | None:
    """`, a Peruvian senator`, `, the foreign minister of Peru`: what follows the name's comma."""
    near = text[end : end + _REACH]
    if not near.startswith(", "):
        return None
    stop = _STOP.search(near, 2)
    words = _words(near[2 : stop.start() if stop else len(near)])
    at = next((place for place, word in enumerate(words) if word.lower() in _ENDS), len(words))
    told = _told(words[:at])
    if told is None or told.land or words[at : at + 1] != ["of"]:
        return told
    return Calling(told.kinds, next(_lands([" ".join(words[at + 1 :])]), ""))


def _words(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(text)]


def _told(words: list[str]) -> Calling | None:
    """What words that end with a calling tell."""
    kind = next((kind for count in (2, 1) if (kind := _kind(words[-count:], count))), None)
    if kind is None or any(fold(word).strip(".").split("-")[0] in _PAST | _WAS for word in words):
        return None
    phrase = words[-_PHRASE:]
    parted = max((at + 1 for at, word in enumerate(phrase) if word.lower() in _ENDS | _WAS), default=0)
    return Calling((kind,), next(_lands(reversed(phrase[parted:])), ""))


def _kind(words: list[str], count: int) -> str | None:
    called = " ".join(fold(word).strip(".") for word in words)
    return word_pairs("callings").get(called) if len(words) == count else None


def _lands(words: Iterable[str]) -> Iterator[str]:
    """The folded countries among the words: `Peruvian`, `Peru's`, `U.S.`."""
    for word in words:
        plain = re.sub(r"['’]s?$", "", word)
        land = word_pairs("lands").get(plain) or word_pairs("same_places").get(plain, plain)
        if land in word_pairs("lands").values():
            yield name_key(land)
