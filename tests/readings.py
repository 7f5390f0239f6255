"""A warehouse whose articles say just what a test wants, and what made-up extractors find in them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractors.cast.names import name_key
from extractors.decisions.corrections import corrected
from extractors.decisions.decide import decide_batch, needs_of
from extractors.decisions.profiles import profile
from extractors.records import (
    AlertRule,
    Article,
    BatchDecisions,
    EnrichedText,
    Extraction,
    Figure,
    Mention,
    Origin,
    PendingText,
    Precision,
    Published,
    Quote,
    QuoteKind,
    Speaker,
)
from extractors.records.ids import article_id, mint, text_sha256
from flows.alerting import raise_alerts
from flows.places import Places
from flows.settings import settings
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.corrections import corrections_of
from warehouse.enrichment import load_enriched, pending_texts, read_old_state
from warehouse.figures import figure_entity_id, register_figures
from warehouse.intake import load_articles

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIGURES = tuple(
    Figure(key, name, alias_keys=(name_key(name),)) for key, name in (("ann", "Ann Dahl"), ("bo", "Bo Lind"))
)
RULES = tuple(AlertRule(mint("r", f.key), f.key, f.name, figure_entity_id(f.key)) for f in FIGURES)
WORDS = "The harbour will be open again before the first frost of the winter"
OTHER = "Nobody asked the fishermen what they thought of all these plans"

Said = Sequence[tuple[str, str | None]]


def article(name: str, text: str) -> Article:
    """An article of a feed, published and seen now."""
    address = f"https://times.example/{name}"
    sha256 = text_sha256(text)
    made = article_id(canonical_address=address, import_source=None, external_id=None, sha256=sha256)
    published = Published(NOW, Precision.SECOND, "page")
    return Article(made, Origin.FEED, text, sha256, NOW, canonical_address=address, title=name, published=published)


def found(pending: PendingText, said: Said, names: Sequence[str], *, version: str = "1", trim: int = 0) -> EnrichedText:
    """What an extractor finds: words with their speaker, and names. `trim` shortens the quotes: another extractor."""
    quotes = tuple(_quote(pending.text, number, *one, trim) for number, one in enumerate(said))
    mentions = tuple(_mention(pending.text, name) for name in names)
    extraction = Extraction(mentions, quotes, (), version, "made up")
    return EnrichedText(pending, extraction, profile(pending, extraction))


def _quote(text: str, utterance: int, words: str, who: str | None, trim: int) -> Quote:
    start = text.index(words) + trim
    speaker = Speaker(who, None, None, None, 0.8, "beside it", "PERSON" if who else None)
    piece = text[start : text.index(words) + len(words)]
    return Quote(start, start + len(piece), piece, QuoteKind.DIRECT, utterance, (speaker,), 0.9, "marks")


def _mention(text: str, name: str) -> Mention:
    at = text.index(name)
    return Mention(at, at + len(name), name, "PERSON", name)


def take_in(con: "DuckDBPyConnection", texts: Sequence[EnrichedText]) -> BatchDecisions:
    """What the flow does with a batch, whatever was extracted."""
    batch = corrected(texts, corrections_of(con, {text.pending.article_id for text in texts}))
    old = read_old_state(con, needs_of(batch))
    decisions = decide_batch(batch, old, now=NOW, known_after_days=7)
    load_enriched(con, batch, decisions, NOW, ("file",))
    touched = {made.statement_id for made in decisions.statements}
    raise_alerts(con, touched, NOW, known_after_days=7, channels=("file",))
    return decisions


class House:
    """A warehouse with its journal, and the few questions that the tests ask."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.places = Places(path)
        with self.open() as con:
            register_figures(con, FIGURES, RULES, NOW)

    def open(self) -> Any:
        return writing(self.path, wait_seconds=5)

    def publish(self, name: str, said: Said, *names: str, as_read: Said | None = None, trim: int = 0) -> PendingText:
        """The article of that name, taken in as one that says just this; names not spoken by are only mentioned.

        `as_read` is what the extractor makes of it, where that is something else; `trim` cuts its quotes short.
        """
        text = f"{name}. " + " ".join(f"“{words},” said {who or 'somebody'}." for words, who in said)
        text += "".join(f" {other} was there." for other in names)
        with self.open() as con:
            load_articles(con, (article(name, text),))
            pending = pending_texts(con, 10)[0]
            people = [*dict.fromkeys([who for _, who in said if who]), *names]
            take_in(con, (found(pending, said if as_read is None else as_read, people, trim=trim),))
        return pending

    def again(self, pending: PendingText, said: Said, *names: str, version: str = "2", trim: int = 0) -> BatchDecisions:
        """The same version read by another extractor."""
        with self.open() as con:
            return take_in(con, (found(pending, said, names, version=version, trim=trim),))

    def rows(self, sql: str) -> list[Any]:
        with self.open() as con:
            found: list[Any] = con.execute(sql).fetchall()
            return found

    def speakers(self) -> list[Any]:
        return [who for (who,) in self.rows("select speaker from said order by article, char_start")]

    def everything(self) -> list[list[Any]]:
        """All that a judgement may change."""
        tables = ("entities", "entity_aliases", "mentions", "quote_speakers", "statements", "alerts", "deliveries")
        return [sorted(self.rows(f"from {table}"), key=repr) for table in tables]

    def check(self) -> None:
        with self.open() as con:
            assert [str(failed) for failed in failed_checks(con)] == []


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(tmp_path / "onrecord.duckdb"))
    monkeypatch.setenv("ONRECORD_CHANNELS", '{"file": "file://"}')
    settings.cache_clear()
    made = House(tmp_path / "onrecord.duckdb")
    yield made
    made.check()
    settings.cache_clear()
