"""How many quotes a second are loaded, the way enriched batches are, and how many row by row.

    python tests/benchmarks/bulk_load.py --articles 10000 --quotes 10

makes that many articles of that many quotes, each with its speaker and a mention, and loads them in one batch through
`load_enriched`: all rows of them, their entities, statements, events, extractions and profiles, and what is current.
Then some of the quotes and their speakers go into tables without keys with `executemany`: a thousand, for that takes
long. The last line is the ratio. Other work on the machine disturbs the processor's time less than the clock.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from extractors.records import (  # noqa: E402 - found by the line above
    Article,
    ArticleProfile,
    BatchDecisions,
    EnrichedText,
    EventAssignment,
    EventDecisions,
    Extraction,
    IdentityDecision,
    Mention,
    Origin,
    PendingText,
    Precision,
    Published,
    Quote,
    QuoteKind,
    Speaker,
    StatementDecision,
    Term,
    Utterance,
)
from extractors.records.ids import mint, quote_id, text_sha256  # noqa: E402
from warehouse.connection import writing  # noqa: E402
from warehouse.enrichment import load_enriched, pending_texts  # noqa: E402
from warehouse.intake import load_articles  # noqa: E402

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOW = datetime(2026, 3, 2, tzinfo=UTC)
_ROW_BY_ROW = 1000  # quotes
_PEOPLE = 5  # of each article


@dataclass(frozen=True, slots=True)
class _Rate:
    """Quotes a second, by the clock and by the processor."""

    by_clock: float
    by_processor: float

    def __str__(self) -> str:
        return f"{self.by_clock:>9,.0f} quotes a second, {self.by_processor:>9,.0f} a second of the processor"


def main() -> None:
    """Load, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--quotes", type=int, default=10, help="of each article")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "onrecord.duckdb"
        with writing(path, wait_seconds=5) as con:
            load_articles(con, [_article(number, given.quotes) for number in range(given.articles)])
            batch = [_enriched(text, given.quotes) for text in pending_texts(con, given.articles)]
        decisions = _decisions(batch)
        with writing(path, wait_seconds=5) as con:
            bulk = _rate(given.articles * given.quotes, lambda: load_enriched(con, batch, decisions, NOW, ()))
            single = _rate(_ROW_BY_ROW, lambda: _row_by_row(con))
    sys.stdout.write(f"in bulk     {bulk}\nrow by row  {single}\n")
    sys.stdout.write(f"ratio       {bulk.by_clock / single.by_clock:.0f} by the clock\n")


def _rate(count: int, load: Callable[[], object]) -> _Rate:
    clock, processor = time.perf_counter(), time.process_time()
    load()
    return _Rate(count / (time.perf_counter() - clock), count / (time.process_time() - processor))


def _row_by_row(con: "DuckDBPyConnection") -> None:
    """Some of the quotes and their speakers as a loop would write them: a statement for each row."""
    for table in ("quotes", "quote_speakers"):
        rows = con.execute(f"select * from {table} limit {_ROW_BY_ROW}").fetchall()
        con.execute(f"create temp table single_{table} as from {table} limit 0")
        con.executemany(f"insert into single_{table} values ({', '.join('?' * len(rows[0]))})", rows)


def _words(article: int, quote: int) -> str:
    return f"We will open gate {article} of harbour {quote} before the summer is over"


def _who(article: int, quote: int) -> str:
    return f"Ann Person{(article + quote % _PEOPLE) % 997}"


def _article(number: int, count_quotes: int) -> Article:
    """An article whose quotes are all there is in it."""
    text = " ".join(f"“{_words(number, quote)},” {_who(number, quote)} said." for quote in range(count_quotes))
    return Article(
        article_id=mint("a", str(number)),
        origin=Origin.IMPORT,
        text=text,
        text_sha256=text_sha256(text),
        seen_at=NOW,
        title=f"Harbours, part {number}",
        title_from="stated",
        import_source="benchmark",
        external_id=str(number),
        published=Published(NOW - timedelta(minutes=number), Precision.SECOND, "import"),
    )


def _enriched(text: PendingText, count_quotes: int) -> EnrichedText:
    """The text with its quotes, each with a speaker and a mention of him."""
    number = int((text.title or "").split()[-1])
    quotes, mentions, at = [], [], 0
    for quote in range(count_quotes):
        words, who = _words(number, quote), _who(number, quote)
        start = text.text.index(words, at)
        at = text.text.index(who, start + len(words))
        mentions.append(Mention(at, at + len(who), who, "PERSON", who))
        speaker = Speaker(who, who, at, at + len(who), 0.9, "the cue follows", "PERSON")
        quotes.append(
            Quote(start, start + len(words), words, QuoteKind.DIRECT, quote, (speaker,), 0.9, "marks", "said")
        )
    found = Extraction(tuple(mentions), tuple(quotes), (Term("harbour", count_quotes),), "1", "made up")
    made = ArticleProfile(text.article_id, text.title, text.text[:40], (), (), (1, 2), 9, text.published.at, NOW)
    return EnrichedText(text, found, made)


def _decisions(batch: Sequence[EnrichedText]) -> BatchDecisions:
    """A statement for each quote, an entity for each name, an event for ten articles."""
    identities = {
        (text.pending.article_id, m.name): IdentityDecision(
            text.pending.article_id, m.name, m.type, mint("n", m.name), True, "a name", (m.text,)
        )
        for text in batch
        for m in text.extraction.mentions
    }
    events = tuple(
        EventAssignment(text.pending.article_id, mint("e", str(number // 10)), 1.0, "made up", "made up", True)
        for number, text in enumerate(batch)
    )
    statements = tuple(_statement(text, quote) for text in batch for quote in text.extraction.quotes)
    return BatchDecisions(tuple(identities.values()), (), EventDecisions(assignments=events), statements, ())


def _statement(text: EnrichedText, quote: Quote) -> StatementDecision:
    pending = text.pending
    made = quote_id(pending.version_id, quote.start, quote.end)
    speakers = tuple(mint("n", speaker.name or "") for speaker in quote.speakers)
    said = Utterance(
        pending.article_id, pending.version_id, (made,), quote.text, "direct", speakers, None, pending.published.at, NOW
    )
    return StatementDecision(mint("st", made), True, replace(said, keys=(quote.start,)), 1.0, "words not met before")


if __name__ == "__main__":
    main()
