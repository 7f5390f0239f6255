"""What a person wants to see of a run, as Prefect artifacts: new quotes, and the feeds' health."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.intake.polling import FINE
from extractors.messages.cleaning import link, one_line
from extractors.records import BatchDecisions, EnrichedText, FeedState

_MOST_ROWS = 200
_LONGEST_WORDS = 300
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-]|:(?=//)|(?<=\bwww)\.|@(?=\w))", re.IGNORECASE)  # bare links, too


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """One new quote, as the table shows it."""

    speaker: str
    words: str
    article: str
    address: str | None


def shown_quotes(batch: Sequence[EnrichedText], decisions: BatchDecisions) -> tuple[ShownQuote, ...]:
    """The quotes of the batch's new statements, in the order of the texts."""
    new = {statement.utterance.article_id for statement in decisions.statements if statement.is_new}
    return tuple(
        ShownQuote(
            speaker=", ".join(speaker.name or speaker.mention or "" for speaker in quote.speakers) or "unknown",
            words=quote.text,
            article=enriched.pending.title or enriched.pending.article_id,
            address=enriched.pending.address,
        )
        for enriched in batch
        if enriched.pending.article_id in new
        for quote in enriched.extraction.quotes
    )


def quotes_table(quotes: Sequence[ShownQuote]) -> str:
    """A Markdown table of quotes. Nothing in a page's words can break out of its cell, or become a link."""
    rows = [(escaped(quote.speaker), escaped(_short(quote.words)), _linked(quote)) for quote in quotes[:_MOST_ROWS]]
    more = f"\n\n… and {len(quotes) - _MOST_ROWS} more." if len(quotes) > _MOST_ROWS else ""
    return _table(("Speaker", "Words", "Article"), rows) + more


def feeds_table(states: Iterable[FeedState]) -> str:
    """A Markdown table of the feeds, the troubled first: how each is, since when, and what to do about it.

    Of thousands, so many as a person reads.
    """
    ordered = sorted(states, key=lambda state: (state.state == FINE, state.address))
    return _table(
        ("Feed", "State", "Last success", "Failures in a row", "Problem"),
        [
            (
                escaped(state.title or state.outlet_name or state.address),
                escaped(state.state),
                f"{state.last_success_at:%Y-%m-%d %H:%M} UTC" if state.last_success_at else "never",
                str(state.count_failures),
                escaped(f"{state.last_problem.cause}. {state.last_problem.remedy}") if state.last_problem else "",
            )
            for state in ordered[:_MOST_ROWS]
        ],
    )


def show(key: str, markdown: str, description: str) -> None:
    """Nothing; the artifact is on Prefect's pages, under its key."""
    from prefect.artifacts import create_markdown_artifact

    create_markdown_artifact(key=key, markdown=markdown, description=description)


def escaped(text: str) -> str:
    """The text for a Markdown cell: one line, every special character shown as itself."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1] + "…"


def _linked(quote: ShownQuote) -> str:
    target = link(quote.address)
    return f"[{escaped(quote.article)}](<{target}>)" if target else escaped(quote.article)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
