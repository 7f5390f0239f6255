"""The persons that are named together, for the words that stand for all of them: `they`, `the couple`."""

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Span

from extractors.cast.candidates import GROUP, Candidate

_JOINT = " and "
_BETWEEN = frozenset({",", "and", "&"})
_LAST = frozenset({"and", "&"})


def members_of(group: str) -> tuple[str, ...]:
    """The names of those in a group, by the name that it has as an entity."""
    return tuple(group.split(_JOINT))


def persons_together(doc: Doc, named: Iterable[Candidate]) -> Iterator[Candidate]:
    """The groups of a text: `Ann Lee and Bob Ray`, `Lee, Ray and Orr`. `named` in the order of the text."""
    group: list[Candidate] = []
    for candidate in named:
        if candidate.type != "PERSON":
            continue
        if group and not _joins(doc[group[-1].end : candidate.start]):
            yield from _group(doc, group)
            group = []
        group.append(candidate)
    yield from _group(doc, group)


def _joins(between: Span) -> bool:
    """Whether there is nothing but a comma and an `and` between two names."""
    return 0 < len(between) <= len(_BETWEEN) - 1 and all(token.lower_ in _BETWEEN for token in between)


def _group(doc: Doc, members: Sequence[Candidate]) -> Iterator[Candidate]:
    """The group, where `and` stands before its last member."""
    names = tuple(dict.fromkeys(member.entity for member in members))
    if len(names) > 1 and doc[members[-1].start - 1].lower_ in _LAST:
        yield Candidate(members[0].start, members[-1].end, _JOINT.join(names), GROUP, None, is_plural=True)
