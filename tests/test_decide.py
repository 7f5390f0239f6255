"""A batch decided: what the two seed documents come to, and that neither order nor repetition changes it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from making import HARBOUR, HARBOUR_AGAIN, NOW, ORCHESTRA, extraction, pending

from extractors.decisions.decide import WINDOW, decide_batch, needs_of
from extractors.decisions.identities import entity_id
from extractors.decisions.profiles import profile
from extractors.extraction import extract_all
from extractors.records import (
    BatchDecisions,
    EnrichedText,
    EventDecisions,
    Extraction,
    KnownEntity,
    KnownStatement,
    OldState,
    Origin,
    PendingText,
    Quote,
    QuoteKind,
    Speaker,
)
from extractors.records.ids import quote_id
from flows.language import language_model

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "documents"
XI = KnownEntity("n_xi", "Xi Jinping", "PERSON", frozenset({"xi jinping", "xi"}))
OLD = OldState(entities=(XI,))


@pytest.fixture(scope="module")
def seeds() -> tuple[EnrichedText, ...]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    titles = [texts[0].partition("\n")[0], texts[1].partition(". ")[0]]
    found = extract_all(language_model(), texts)
    return tuple(
        enriched(replace(pending(text, f"a_{at}", title=titles[at]), is_seed=True, origin=Origin.SEED), given)
        for at, (text, given) in enumerate(zip(texts, found, strict=True))
    )


def enriched(waiting: PendingText, given: Extraction) -> EnrichedText:
    return EnrichedText(waiting, given, profile(waiting, given))


def decided(batch: Sequence[EnrichedText], old: OldState = OLD) -> BatchDecisions:
    return decide_batch(batch, old, now=NOW, known_after_days=7.0)


def stored(batch: Sequence[EnrichedText], decisions: BatchDecisions, old: OldState) -> OldState:
    """What the warehouse would hand out once the decisions are written."""
    events = {a.article_id: a.event_id for a in decisions.events.assignments}
    stories = {c.article_id: c.story_id for c in decisions.copies}
    entities: dict[str, KnownEntity] = {entity.entity_id: entity for entity in old.entities}
    for made in reversed(decisions.identities):
        if made.entity_id not in entities:
            entities[made.entity_id] = KnownEntity(made.entity_id, made.name, made.type, frozenset())
    for made in decisions.identities:
        entity = entities[made.entity_id]
        entities[made.entity_id] = replace(entity, alias_keys=entity.alias_keys | set(made.alias_keys))
    return OldState(
        profiles=tuple(
            replace(t.profile, event_id=events.get(t.pending.article_id), story_id=stories.get(t.pending.article_id))
            for t in batch
        ),
        entities=tuple(entities.values()),
        statements=tuple(_statements(decisions)),
    )


def _statements(decisions: BatchDecisions) -> Iterator[KnownStatement]:
    for made in decisions.statements:
        if made.is_new:
            said = made.utterance
            ids = frozenset(said.quote_ids)
            yield KnownStatement(made.statement_id, said.text, said.speaker_ids, said.event_id, said.seen_at, ids)


def test_the_seed_documents_are_one_event_and_no_copies(seeds: tuple[EnrichedText, ...]) -> None:
    decisions = decided(seeds)
    assert len({a.event_id for a in decisions.events.assignments}) == 1
    assert len(decisions.events.assignments) == 2
    assert "Xi Jinping" in decisions.events.assignments[0].evidence
    assert decisions.copies == ()


def test_the_seed_documents_are_one_event_when_they_come_one_by_one(seeds: tuple[EnrichedText, ...]) -> None:
    first = decided(seeds[:1])
    second = decided(seeds[1:], stored(seeds[:1], first, OLD))
    assert second.events.assignments[0].event_id == first.events.assignments[0].event_id
    assert not second.events.assignments[0].is_new_event


def test_a_figure_s_statements_are_news_of_one_event(seeds: tuple[EnrichedText, ...]) -> None:
    decisions = decided(seeds)
    his = [made for made in decisions.statements if "n_xi" in made.utterance.speaker_ids]
    assert len(his) >= 4
    assert all(made.known_reason is None for made in decisions.statements)
    assert {made.utterance.event_id for made in his} == {decisions.events.assignments[0].event_id}


def test_every_quote_has_a_statement_and_every_named_speaker_an_entity(seeds: tuple[EnrichedText, ...]) -> None:
    decisions = decided(seeds)
    quotes = {
        quote_id(text.pending.version_id, quote.start, quote.end) for text in seeds for quote in text.extraction.quotes
    }
    assert {quote for made in decisions.statements for quote in made.utterance.quote_ids} == quotes
    named = {(made.article_id, made.name) for made in decisions.identities}
    for text in seeds:
        for quote in text.extraction.quotes:
            assert all((text.pending.article_id, s.name) in named for s in quote.speakers if s.name)


def test_order_does_not_matter_and_doing_it_again_changes_nothing(seeds: tuple[EnrichedText, ...]) -> None:
    decisions = decided(seeds)
    assert decided(seeds[::-1]) == decisions
    again = decided(seeds, stored(seeds, decisions, OLD))
    assert again.events.assignments == ()
    assert again.copies == ()
    assert [made.statement_id for made in again.statements] == [made.statement_id for made in decisions.statements]
    assert not any(made.is_new for made in (*again.statements, *again.identities))


def test_needs_name_the_window_the_names_and_the_bands(seeds: tuple[EnrichedText, ...]) -> None:
    needs = needs_of(seeds)
    assert {"xi jinping", "vladimir putin", "kremlin"} <= needs.name_keys
    assert needs.bands == {band for text in seeds for band in text.profile.bands}
    assert needs.version_ids == {"v_a_0", "v_a_1"}
    assert (needs.earliest, needs.latest) == (NOW - WINDOW, NOW + WINDOW)


def test_an_empty_batch_has_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="enrich only when there are pending texts"):
        needs_of([])
    assert decided([]) == BatchDecisions((), (), EventDecisions(), (), ())


def speaker(name: str | None, type_: str | None = "PERSON") -> Speaker:
    return Speaker(name, name, None, None, 0.9, "made up", type_)


def quoting(article_id: str, text: str, *quotes: tuple[str, int, str | None], days: float = 0.0) -> EnrichedText:
    """A text with quotes: the words, the number of the utterance, the speaker's name."""
    found = tuple(
        Quote(
            text.index(words),
            text.index(words) + len(words),
            words,
            QuoteKind.DIRECT,
            number,
            (speaker(name),),
            0.9,
            "",
        )
        for words, number, name in quotes
    )
    return enriched(pending(text, article_id, days=days), extraction(text, found))


ONE = HARBOUR[:60]
TWO = HARBOUR[-80:]


def test_pieces_of_one_utterance_are_one_statement() -> None:
    text = quoting("a_1", HARBOUR, (ONE, 1, "Ingrid Solberg"), (TWO, 1, "Ingrid Solberg"))
    (made,) = decided([text]).statements
    assert made.utterance.text == f"{ONE} … {TWO}"
    assert len(made.utterance.quote_ids) == 2
    assert made.utterance.speaker_ids == (entity_id("Ingrid Solberg", "PERSON"),)


def test_an_unnamed_role_is_nobody_in_particular() -> None:
    words = (Speaker("a spokesperson for the port", "a spokesperson", 0, 5, 0.5, "made up", "ROLE"),)
    found = (Quote(0, 60, HARBOUR[:60], QuoteKind.DIRECT, 1, words, 0.9, ""),)
    text = enriched(pending(HARBOUR, "a_1"), extraction(HARBOUR, found))
    decisions = decided([text])
    assert decisions.statements[0].utterance.speaker_ids == ()
    assert not any(made.type == "ROLE" for made in decisions.identities)


def test_a_copy_shares_story_event_and_statements() -> None:
    original = quoting("a_1", HARBOUR, (ONE, 1, "Ingrid Solberg"), days=-1)
    copy = quoting("a_2", "PORT ELLERY (Reuters) - " + HARBOUR, (ONE, 1, "Ingrid Solberg"))
    decisions = decided([copy, original])
    assert [(c.article_id, c.original_id, c.agency) for c in decisions.copies] == [
        ("a_1", "a_1", "Reuters"),
        ("a_2", "a_1", "Reuters"),
    ]
    assert len({a.event_id for a in decisions.events.assignments}) == 1
    assert len({made.statement_id for made in decisions.statements}) == 1
    assert [made.utterance.article_id for made in decisions.statements if made.is_new] == ["a_1"]


def test_only_the_current_version_speaks_for_its_article() -> None:
    before = quoting("a_1", ORCHESTRA, (ORCHESTRA[:50], 1, None))
    before = replace(before, pending=replace(before.pending, version_id="v_old", is_current=False))
    now = quoting("a_1", HARBOUR, (ONE, 1, None))
    other = quoting("a_2", HARBOUR_AGAIN)
    decisions = decided([before, now, other])
    assert len({a.event_id for a in decisions.events.assignments}) == 1
    assert len(decisions.statements) == 2


def test_any_order_of_a_larger_batch_decides_the_same() -> None:
    batch = [
        quoting(f"a_{at}", text, (text[:60], 1, "Ingrid Solberg"), (text[-70:], 2, None), days=-at / 3)
        for at, text in enumerate(
            (HARBOUR, HARBOUR_AGAIN, ORCHESTRA, HARBOUR + " More.", ORCHESTRA[:500], HARBOUR_AGAIN)
        )
    ]
    decisions = decided(batch)
    for seed in range(5):
        shuffled = list(batch)
        random.Random(seed).shuffle(shuffled)
        assert decided(shuffled) == decisions
