"""A span of a text that names something, before it is known which one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A span of tokens that names something: `doc[start:end]`, with its OntoNotes label."""

    start: int
    end: int
    type: str
