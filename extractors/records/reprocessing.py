"""What reading stored texts again, by a newer extractor, changed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """Where a stored text has a quote, and which statement it is. Offsets are those of `Quote`."""

    version_id: str
    quote_id: str
    statement_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReprocessedCounts:
    """What some texts held before they were read again, and hold now. A quote counts in one of the changes at most."""

    count_articles: int = 0
    mentions_before: int = 0
    mentions_after: int = 0
    quotes_before: int = 0
    quotes_after: int = 0
    quotes_added: int = 0
    quotes_removed: int = 0
    speakers_changed: int = 0
    spans_changed: int = 0
    kinds_changed: int = 0


@dataclass(frozen=True, slots=True)
class ExtractionChange:
    """A quote that two extractors read otherwise. The words are None where one of them does not have it."""

    change: str
    before: str | None
    after: str | None
    speakers_before: tuple[str, ...] = ()
    speakers_after: tuple[str, ...] = ()
    title: str | None = None


__all__ = ["ExtractionChange", "ReprocessedCounts", "StoredSpan"]
