"""One batch decided: identities, copies, events, utterances, statements, alerts, in this order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from extractors.decisions.callings import callings_in
from extractors.decisions.copies import fold_copies
from extractors.decisions.events import assign_events
from extractors.decisions.fingerprints import bands
from extractors.decisions.identities import acronym_keys, identify, keys_of
from extractors.decisions.statements import fold_statements
from extractors.decisions.utterances import utterances_of
from extractors.records import (
    ArticleProfile,
    Asking,
    BatchDecisions,
    EnrichedText,
    EventDecisions,
    IdentityDecision,
    NameUse,
    Needs,
    OldState,
    Utterance,
)

WINDOW = timedelta(days=14)  # how far from an article those may lie that it is compared with
_ROLE = "ROLE"  # an unnamed `spokesperson for the port`: nobody in particular, another one in the next article
_FALLBACK_TYPE = "PERSON"  # of a speaker whose type the text does not give


def needs_of(batch: Sequence[EnrichedText]) -> Needs:
    """The old state to ask for. The span of times has the window of comparison on both sides already."""
    times = [time for text in batch for time in (text.profile.published_at or text.profile.first_seen_at,)]
    if not times:
        raise ValueError("an empty batch needs no old state: enrich only when there are pending texts")
    return Needs(
        name_keys=frozenset(
            key for text in batch for use in uses_of(text) for key in keys_of(use.name, use.type) | acronym_keys(use)
        ),
        bands=frozenset(band for text in batch for band in text.profile.bands or bands(text.profile.signature)),
        earliest=min(times) - WINDOW,
        latest=max(times) + WINDOW,
        version_ids=frozenset(text.pending.version_id for text in batch),
        asking=tuple(_asking(profile) for profile in _current_profiles(batch)),
        wording_keys=frozenset(key for text in batch for said in utterances_of(text, {}, None) for key in said.keys),
    )


def _asking(article: ArticleProfile) -> Asking:
    happened_at = article.published_at or article.first_seen_at
    return Asking(
        article.article_id, article.keys, happened_at, article.first_seen_at, article.published_at is not None
    )


def uses_of(text: EnrichedText) -> tuple[NameUse, ...]:
    """The names that one text uses for entities: of its mentions, and of its quotes' speakers."""
    spellings: dict[tuple[str, str], set[str]] = {}
    for mention in text.extraction.mentions:
        spellings.setdefault((mention.name, mention.type), set()).add(mention.text)
    typed = dict(sorted(spellings, reverse=True))
    for quote in text.extraction.quotes:
        for speaker in quote.speakers:
            if speaker.name and speaker.type != _ROLE:
                type_ = speaker.type or typed.get(speaker.name) or _FALLBACK_TYPE
                spellings.setdefault((speaker.name, type_), set())
    called = callings_in(text.pending.text, text.extraction.mentions)
    return tuple(
        NameUse(text.pending.article_id, name, type_, tuple(sorted(s)), called.get((name, type_), ""))
        for (name, type_), s in sorted(spellings.items())
    )


def decide_batch(
    batch: Sequence[EnrichedText],
    old: OldState,
    *,
    now: datetime,
    known_after_days: float,
    known_reason: str | None = None,
) -> BatchDecisions:
    """All that follows from a batch and the old state. The order of the batch does not matter.

    Only an article's current version speaks for it in copies and events; every version's quotes are statements.
    With a `known_reason` no statement is news, and none is alerted: the texts were read before, by an older extractor.
    """
    texts = sorted(batch, key=lambda text: text.pending.version_id)
    profiles = _current_profiles(texts)
    identities = identify([use for text in texts for use in uses_of(text)], old.entities, old.redirects)
    copies = fold_copies(profiles, old.profiles, now)
    stories = {copy.article_id: copy.story_id for copy in copies}
    told = [replace(p, story_id=stories.get(p.article_id, p.story_id)) for p in profiles]
    candidates = [replace(p, story_id=stories.get(p.article_id, p.story_id)) for p in old.profiles]
    events = assign_events(told, candidates, now, old.background)
    utterances = _utterances(texts, identities, _events_now(old, events))
    folded = fold_statements(utterances, old.statements, now, known_after_days, known_reason)
    return BatchDecisions(identities, copies, events, folded.decisions, statement_redirects=folded.redirects)


def _current_profiles(texts: Sequence[EnrichedText]) -> list[ArticleProfile]:
    """The profiles of the texts that are their articles' current ones, one an article."""
    return list({text.profile.article_id: text.profile for text in texts if text.pending.is_current}.values())


def _events_now(old: OldState, events: EventDecisions) -> dict[str, str]:
    """The event of each article once the decisions hold."""
    found = {profile.article_id: profile.event_id for profile in old.profiles if profile.event_id}
    redirects = {redirect.event_id: redirect.to_event_id for redirect in events.redirects}
    found |= {move.article_id: move.to_event_id for move in events.moves}
    found |= {assignment.article_id: assignment.event_id for assignment in events.assignments}
    return {article_id: redirects.get(event_id, event_id) for article_id, event_id in found.items()}


def _utterances(
    texts: Iterable[EnrichedText], identities: Iterable[IdentityDecision], events: dict[str, str]
) -> list[Utterance]:
    """The utterances of all texts, their speakers as entities."""
    entities = {(made.article_id, made.name): made.entity_id for made in reversed(tuple(identities))}
    return [
        utterance for text in texts for utterance in utterances_of(text, entities, events.get(text.pending.article_id))
    ]
