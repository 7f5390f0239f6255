"""A small warehouse, made through the real load functions: four articles, two events, a copy, a figure, an alert."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from extractors.records import (
    AlertDecision,
    AlertRule,
    Article,
    ArticleProfile,
    BatchDecisions,
    CopyDecision,
    EnrichCounts,
    EnrichedText,
    EventAssignment,
    EventDecisions,
    Extraction,
    FeedEntry,
    FeedState,
    Fetch,
    Figure,
    IdentityDecision,
    Mention,
    Origin,
    Outcome,
    Outlet,
    PendingEntry,
    PendingText,
    Precision,
    Problem,
    Published,
    Quote,
    QuoteKind,
    SeenAddress,
    Speaker,
    StatementDecision,
    Term,
    Utterance,
    Via,
    ViaKind,
)
from extractors.records.ids import article_id, mint, quote_id, text_sha256
from flows.editing import note_edits
from warehouse.enrichment import load_enriched, pending_texts
from warehouse.figures import figure_entity_id, register_figures
from warehouse.intake import load_articles, load_entries, load_feed_states, load_fetches, register_feeds
from warehouse.runs import begin_run, end_run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHANNELS = ("terminal", "file")
FIGURE = Figure("anna-kovac", "Anna Kovač", aliases=("Kovač", "Mayor Kovač"), wikidata_id="Q1")
RULE = AlertRule(mint("r", "anna-kovac", "any statement"), "anna-kovac", "Anna Kovač", figure_entity_id("anna-kovac"))

# Who says what in each text; the words stand in it literally.
BRIDGE = (
    "Mayor Anna Kovač opened the bridge. “We are ready,” Kovač said, per Northern Wire. 😀 “Ready at last,” she added."
)
REPRINT = "Mayor Anna Kovač opened the bridge. “We are ready,” Kovač said, per Northern Wire."
REACTION = "The bridge divides the city. “It came too late,” said Olu Adeyemi. “We are ready,” Kovač had said."
HARVEST = "The harvest was poor. Farmers said the rain had come late."
HARVEST_EDITED = "The harvest was poor. “It was the worst in years,” said Olu Adeyemi."
SAID = {
    BRIDGE: (("We are ready,", "Anna Kovač"), ("Ready at last,", "Anna Kovač")),
    REPRINT: (("We are ready,", "Anna Kovač"),),
    REACTION: (("It came too late,", "Olu Adeyemi"), ("We are ready,", "Anna Kovač")),
    HARVEST: (("the rain had come late", None),),
    HARVEST_EDITED: (("It was the worst in years,", "Olu Adeyemi"),),
}
EVENTS = {"bridge": "e_bridge", "reprint": "e_bridge", "reaction": "e_bridge", "harvest": "e_harvest"}


def article(name: str, text: str, *, hours: float = 0, outlet: str = "Harbour Times", dated: bool = True) -> Article:
    """An article of the feed, published and seen `hours` after NOW."""
    address = f"https://{outlet.lower().replace(' ', '')}.example/{name}"
    at = NOW + timedelta(hours=hours)
    return Article(
        article_id=article_id(
            canonical_address=address, import_source=None, external_id=None, sha256=text_sha256(text)
        ),
        origin=Origin.FEED,
        text=text,
        text_sha256=text_sha256(text),
        seen_at=at,
        canonical_address=address,
        addresses=(SeenAddress(address, "final"), SeenAddress(f"{address}?from=feed", "feed")),
        title=f"{name.title()} in short",
        title_from="page",
        outlet=Outlet(outlet, f"{outlet.lower().replace(' ', '')}.example"),
        language="en",
        published=Published(at, Precision.SECOND, "page") if dated else Published(),
        feed_id="f_1",
    )


ARTICLES = (
    article("bridge", BRIDGE),
    article("reprint", REPRINT, hours=1, outlet="Valley Post"),
    article("reaction", REACTION, hours=13),
    article("harvest", HARVEST, hours=2, outlet="Valley Post", dated=False),
)
EDITED = article("harvest", HARVEST_EDITED, hours=30, outlet="Valley Post", dated=False)


def enriched(pending: PendingText, *, extractor_version: str = "1") -> EnrichedText:
    """The text with the quotes that SAID names, one utterance each."""
    quotes = tuple(_quote(pending.text, n, words, who) for n, (words, who) in enumerate(SAID.get(pending.text, ())))
    mentions = tuple(
        Mention(at, at + len(word), word, "PERSON", name)
        for word, name in (("Kovač", "Anna Kovač"), ("Olu Adeyemi", "Olu Adeyemi"))
        if (at := pending.text.find(word)) >= 0
    )
    extraction = Extraction(mentions, quotes, (Term("bridge", 2),), extractor_version, "samples")
    profile = ArticleProfile(
        article_id=pending.article_id,
        title=pending.title,
        lead=pending.text[:40],
        terms=(Term("bridge", 2), Term("city", 1)),
        names=(Term("anna kovac", 1),),
        signature=(1, 2**64 - 1),
        count_words=len(pending.text.split()),
        published_at=pending.published.at,
        first_seen_at=pending.first_seen_at,
        bands=(7, 2**63 + len(pending.text)),
        keys=(3, 2**64 - 3),
    )
    return EnrichedText(pending, extraction, profile)


def _quote(text: str, utterance: int, words: str, who: str | None) -> Quote:
    start = text.index(words)
    mention = who.split()[-1] if who else None
    at = text.index(mention) if mention else None
    speaker = Speaker(
        who, mention, at, at + len(mention) if at is not None and mention else None, 0.9, "beside", "PERSON"
    )
    via = Via("Northern Wire", ViaKind.AGENCY) if "Northern Wire" in text else None
    kind = QuoteKind.DIRECT if "“" in text else QuoteKind.INDIRECT
    speakers = (speaker,) if who else ()
    return Quote(start, start + len(words), words, kind, utterance, speakers, 0.8, "marks", "said", None, None, via)


def decisions(batch: Sequence[EnrichedText], now: datetime = NOW) -> BatchDecisions:
    """Plain decisions: statements by their words, events by EVENTS, an alert for each statement of the figure."""
    statements = tuple(made for text in batch for made in _statements(text))
    alerts = {s.statement_id: _alert(s, now) for s in statements if RULE.entity_id in s.utterance.speaker_ids}
    current = [text for text in batch if text.pending.is_current]
    return BatchDecisions(
        identities=tuple(made for text in batch for made in _identities(text)),
        copies=tuple(_copies(current)),
        events=EventDecisions(assignments=tuple(_assignment(text) for text in current)),
        statements=statements,
        alerts=tuple(alerts.values()),
    )


def _entity(name: str) -> str:
    return RULE.entity_id if name == FIGURE.name else mint("n", "person", name)


def _identities(text: EnrichedText) -> list[IdentityDecision]:
    return [
        IdentityDecision(text.pending.article_id, m.name, m.type, _entity(m.name), True, "the same name", (m.text,))
        for m in text.extraction.mentions
    ]


def _statements(text: EnrichedText) -> list[StatementDecision]:
    found = []
    for quote in text.extraction.quotes:
        speakers = tuple(_entity(speaker.name) for speaker in quote.speakers if speaker.name)
        utterance = Utterance(
            article_id=text.pending.article_id,
            version_id=text.pending.version_id,
            quote_ids=(quote_id(text.pending.version_id, quote.start, quote.end),),
            text=quote.text,
            kind=str(quote.kind),
            speaker_ids=speakers,
            event_id=_event(text),
            said_at=text.pending.published.at,
            seen_at=text.pending.first_seen_at,
            keys=(5,),
        )
        found.append(StatementDecision(mint("st", quote.text), True, utterance, 1.0, "the same words"))
    return found


def _event(text: EnrichedText) -> str:
    return EVENTS[(text.pending.title or "").split()[0].lower()]


def _assignment(text: EnrichedText) -> EventAssignment:
    return EventAssignment(text.pending.article_id, _event(text), 1.0, "sample", "as the sample has it", True)


def _copies(texts: Sequence[EnrichedText]) -> list[CopyDecision]:
    original, story = ARTICLES[0].article_id, mint("s", ARTICLES[0].article_id)
    both = {original, ARTICLES[1].article_id}
    return [
        CopyDecision(text.pending.article_id, story, original, 0.9, "same words", "Northern Wire")
        for text in texts
        if text.pending.article_id in both
    ]


def _alert(statement: StatementDecision, now: datetime) -> AlertDecision:
    said = statement.utterance
    alert_id = mint("al", RULE.rule_id, RULE.figure_key, statement.statement_id)
    event = said.event_id
    ids = (alert_id, RULE.rule_id, RULE.figure_key, statement.statement_id, said.quote_ids[0], said.article_id)
    return AlertDecision(*ids, event, now, now, "a statement not seen before")


FEEDS = (
    FeedState("f_1", "https://harbourtimes.example/feed", "Harbour Times", "Harbour Times", "Europe/Paris"),
    FeedState("f_2", "https://valleypost.example/feed"),
)
PROBLEM = Problem("https://valleypost.example/feed", "time-out", "No answer within 20 seconds", "It is tried again.")


def load_intake(con: "DuckDBPyConnection") -> None:
    """Feeds, one of them in trouble, an entry that waits, a run, a fetch, and the articles."""
    begin_run(con, "run_1", "monitor", NOW)
    register_feeds(con, FEEDS, NOW)
    troubled = FeedState("f_2", FEEDS[1].address, state="unreachable", count_failures=1, last_problem=PROBLEM)
    load_feed_states(con, (FEEDS[0], troubled))
    entry = FeedEntry(
        "https://harbourtimes.example/later", title="Later", published=Published(NOW, Precision.DAY, "feed")
    )
    load_entries(con, (PendingEntry("n_1", "f_1", "https://harbourtimes.example/later", entry, NOW, False),))
    load_fetches(con, "run_1", (Fetch(FEEDS[1].address, "feed", Outcome.FAILED, NOW, 20.0, "f_2", problem=PROBLEM),))
    page = Fetch("https://news.example/bridge", "page", Outcome.FETCHED, NOW, 0.2, "f_1", status=200)
    load_fetches(con, "run_1", (page,))
    register_figures(con, (FIGURE,), (RULE,), NOW)
    load_articles(con, ARTICLES)


def enrich_all(con: "DuckDBPyConnection", *, now: datetime = NOW, channels: Sequence[str] = CHANNELS) -> EnrichCounts:
    """What loading all pending texts in one batch added."""
    batch = tuple(enriched(pending) for pending in pending_texts(con, 100))
    counts = load_enriched(con, batch, decisions(batch, now), now, channels)
    note_edits(con, {text.pending.version_id for text in batch}, now)
    return counts


def load_sample(con: "DuckDBPyConnection") -> None:
    """Everything: the articles, enriched; then one of them edited, and enriched again; the run ends."""
    load_intake(con)
    enrich_all(con)
    load_articles(con, (EDITED,))
    enrich_all(con, now=NOW + timedelta(hours=31))
    end_run(con, "run_1", "completed", NOW + timedelta(hours=32), articles_new=4, quotes=6)
