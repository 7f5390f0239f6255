"""The stage that finds whom the article credits for having had the words first: `per AP News`, `told Reuters`."""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from extractors.quotes.drafts import Draft
from extractors.quotes.reading import Reading, Unit
from extractors.records import Via, ViaKind
from extractors.wordlists import word_list

_TALKS = frozenset({"interview", "conversation", "call"})
_LONGEST_NAME = 6  # tokens


def credited_sources(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts with the credit that stands in their unit, outside of marks and of what is reported."""
    credited = []
    for unit_drafts in _by_unit(drafts):
        unit = reading.units[unit_drafts[0].unit]
        covered = [(draft.start, draft.end) for draft in unit_drafts]
        via = next(_credits(reading, unit, covered), None)
        credited += [replace(draft, via=None if _speaks(draft, via) else via) for draft in unit_drafts]
    return tuple(credited)


def _by_unit(drafts: tuple[Draft, ...]) -> Iterator[list[Draft]]:
    """The drafts in groups of one unit."""
    group: list[Draft] = []
    for draft in drafts:
        if group and group[-1].unit != draft.unit:
            yield group
            group = []
        group.append(draft)
    if group:
        yield group


def _speaks(draft: Draft, via: Via | None) -> bool:
    """Whether the credited one is the speaker already: `according to Reuters` with nobody else to speak."""
    return via is not None and any(via.name in span.text for span in draft.mentions)


def _credits(reading: Reading, unit: Unit, covered: list[tuple[int, int]]) -> Iterator[Via]:
    """The credits of a unit in the order of the text."""
    place = 0
    for token in reading.outside(unit.first, unit.last):
        while place < len(covered) and covered[place][1] <= token.idx:
            place += 1
        if place < len(covered) and covered[place][0] <= token.idx:
            continue
        via = _credit(reading, unit, token)
        if via is not None:
            yield via


def _credit(reading: Reading, unit: Unit, token: Token) -> Via | None:
    """The credit that this word introduces."""
    word, before = token.lower_, reading.doc[token.i - 1] if token.i else token
    if word in {"per", "via"} or (word == "to" and before.lower_ == "according"):
        return _outlet(reading, unit, token.i + 1, is_certain=word == "per")
    if token.lemma_.lower() in {"tell", "told"} or (word in {"with", "to", "by"} and before.lower_ in _TALKS):
        return _outlet(reading, unit, token.i + 1, is_certain=False)
    if word == "on":
        name = _name(reading, unit, token.i + 1)
        return Via(name, ViaKind.MEDIUM) if name in word_list("media_platforms") else None
    if word == "in":
        return _form(reading, unit, token)
    return None


def _form(reading: Reading, unit: Unit, token: Token) -> Via | None:
    """`in a statement`: the form as the medium; `in an interview with the BBC`: the outlet."""
    words = list(reading.outside(token.i + 1, min(token.i + 5, unit.last)))
    if not words or words[0].lower_ not in {"a", "an", "the", "his", "her", "their", "its"}:
        return None
    for place, word in enumerate(words[1:], start=1):
        pair = f"{word.lower_} {words[place + 1].lower_}" if place + 1 < len(words) else word.lower_
        form = next((f for f in (pair, word.lower_) if f in word_list("media_forms")), None)
        if form is None:
            continue
        follower = words[place + 1] if place + 1 < len(words) else None
        if follower is not None and follower.lower_ in {"with", "to", "on"}:
            named = _outlet(reading, unit, follower.i + 1, is_certain=False)
            platform = _name(reading, unit, follower.i + 1)
            if named is not None:
                return named
            if platform in word_list("media_platforms"):
                return Via(platform, ViaKind.MEDIUM)
        return Via(form, ViaKind.MEDIUM)
    return None


def _outlet(reading: Reading, unit: Unit, first: int, *, is_certain: bool) -> Via | None:
    """The outlet or agency named here; after `per` any name is one, elsewhere it has to look like one."""
    name = _name(reading, unit, first)
    if not name:
        return None
    if name in word_list("media_agencies"):
        return Via(name, ViaKind.AGENCY)
    parts = name.split()
    known = name in word_list("media_outlets") or bool({parts[0], parts[-1]} & word_list("media_words"))
    known = known or parts[0] in word_list("media_outlets")
    return Via(name, ViaKind.OUTLET) if known or is_certain else None


def _name(reading: Reading, unit: Unit, first: int) -> str:
    """The proper name at this place, without article, owner and description: `China's state-run Xinhua News Agency`."""
    last = min(first + 2 * _LONGEST_NAME, unit.last)
    name: list[Token] = []
    for token in reading.outside(first, last):
        if token.text[0].isupper() and token.pos_ != "DET":
            if name and token.i != name[-1].i + 1:
                name = []
            name.append(token)
        elif token.lower_ in {"'s", "the", "of", "&"} or token.text == "-" or token.pos_ in {"ADJ", "VERB", "NOUN"}:
            if token.lower_ == "'s" or not name:
                name = []
            elif name:
                break
        else:
            break
    words = reading.doc[name[0].i : name[-1].i + 1].text if name else ""
    return words[:-1] if words[-2:-1].isupper() and words.count(".") == 1 else words  # "X.": the model keeps the stop
