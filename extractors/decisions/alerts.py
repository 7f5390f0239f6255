"""Alerts: which statements deserve one, and why.

Premise: an alert is decided in the transaction that loads what makes its rule met, and its id follows from rule, figure
and statement alone, so that deciding again makes the same alert and nothing else. A rule is met once: by the batch of
reports with which the statement comes to meet it, the first or, where a rule asks for several sources or for words that
a fuller report has, a later one. Old news makes none: neither a statement that was known when first seen (imported,
there at a feed's first poll, too old, found again by a newer extractor), nor one that was there before the rule. One
whose speaker a later report names first is news then; one that turned out to be two keeps the alerts of both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from extractors.decisions.rules import Met, meet
from extractors.decisions.timing import digest_name, due_at
from extractors.records import (
    AlertDecision,
    AlertRule,
    ArticleWords,
    Dossier,
    Evidence,
    Report,
)
from extractors.records.ids import mint

_NO_WORDS: Mapping[str, ArticleWords] = MappingProxyType({})


def alert_id(rule: AlertRule, statement_id: str) -> str:
    """The id of the alert that this rule makes for this statement."""
    return mint("al", rule.rule_id, rule.figure_key, statement_id)


def is_alerted(rule: AlertRule, dossier: Dossier, existing: Collection[str]) -> bool:
    """Whether the rule has an alert for the statement, or for one that leads to it."""
    return any(alert_id(rule, made) in existing for made in (dossier.statement_id, *dossier.merged_ids))


def decide_alerts(
    dossiers: Iterable[Dossier],
    rules: Sequence[AlertRule],
    existing: Collection[str],
    now: datetime,
    articles: Mapping[str, ArticleWords] = _NO_WORDS,
) -> tuple[AlertDecision, ...]:
    """The alerts to make, ordered by id: one for each rule that a statement comes to meet by what was read at `now`.

    `existing` are the ids of alerts already made. A statement with several speakers alerts for each tracked one.
    """
    made = {}
    for dossier in dossiers:
        if dossier.known_reason is not None:
            continue
        news = [report for report in dossier.reports if report.is_news]
        before = [report for report in news if report.read_at != now]
        for rule in rules:
            if len(before) == len(news) or _is_known_to(rule, dossier, before) or is_alerted(rule, dossier, existing):
                continue
            met = meet(rule, dossier, news, articles)
            if met and not meet(rule, dossier, before, articles):
                made[alert_id(rule, dossier.statement_id)] = alert_of(rule, dossier, met, now)
    return tuple(made[key] for key in sorted(made))


def _is_known_to(rule: AlertRule, dossier: Dossier, before: Sequence[Report]) -> bool:
    """Whether the figure's words were on record before the rule was made. What is read just now never was."""
    was_there = any(report.entity_id == rule.entity_id for report in before)
    return was_there and rule.since is not None and dossier.first_seen_at < rule.since


def old_alerts(
    dossiers: Iterable[Dossier],
    rules: Sequence[AlertRule],
    existing: Collection[str],
    now: datetime,
    articles: Mapping[str, ArticleWords] = _NO_WORDS,
) -> tuple[AlertDecision, ...]:
    """The alerts for what is on record already, ordered by id: for rules that were asked to look back, and no others.

    Whatever made a statement old does not count: its report has to be from the day on that was asked for.
    """
    made = {}
    for dossier in dossiers:
        for rule in rules:
            if not rule.is_looking_back or rule.since is None or is_alerted(rule, dossier, existing):
                continue
            since = rule.since
            asked = [r for r in dossier.reports if (r.published_at or r.seen_at) >= since]
            if met := meet(rule, dossier, asked, articles):
                made[alert_id(rule, dossier.statement_id)] = alert_of(rule, dossier, met, now)
    return tuple(made[key] for key in sorted(made))


def met_alerts(
    dossiers: Iterable[Dossier],
    rules: Sequence[AlertRule],
    now: datetime,
    articles: Mapping[str, ArticleWords] = _NO_WORDS,
) -> dict[tuple[str, str], AlertDecision]:
    """What each rule would say of each statement that meets it, by the ids of both, if its reports all came now."""
    return {
        (rule.rule_id, dossier.statement_id): alert_of(rule, dossier, met, now)
        for dossier in dossiers
        for rule in rules
        if (met := meet(rule, dossier, [r for r in dossier.reports if r.is_news], articles))
    }


def alert_of(rule: AlertRule, dossier: Dossier, met: Met, now: datetime) -> AlertDecision:
    """The alert of a rule that is met, due when the rule's digest and quiet hours let it."""
    report = met.report
    return AlertDecision(
        alert_id=alert_id(rule, dossier.statement_id),
        rule_id=rule.rule_id,
        figure_key=rule.figure_key,
        statement_id=dossier.statement_id,
        quote_id=report.quote_id,
        article_id=report.article_id,
        event_id=dossier.event_id,
        decided_at=now,
        due_at=due_at(rule.timing, now),
        reason=_reason(rule, dossier, met),
        digest=digest_name(rule.timing.digest) if rule.timing.digest else None,
        evidence=evidence_of(rule.figure_name, dossier, met),
        channels=rule.channels,
    )


def _reason(rule: AlertRule, dossier: Dossier, met: Met) -> str:
    """Why this alert, in a sentence: who, how the words are attributed, what is met, and by which rule."""
    kind = met.report.kind
    article = "an" if kind[:1] in "aeiou" else "a"
    count_speakers = len(set(dossier.speaker_ids))
    share = "" if count_speakers <= 1 else f", one of {count_speakers} speakers"
    said = "; ".join((_novelty(rule, dossier), *met.said))
    return f"{rule.figure_name} is credited with {article} {kind} quote{share}, {said}; rule: {rule.kind}"


def _novelty(rule: AlertRule, dossier: Dossier) -> str:
    credited = [report.seen_at for report in dossier.reports if report.entity_id == rule.entity_id]
    if rule.is_looking_back and rule.since and dossier.known_reason:
        return f"asked for from {rule.since:%Y-%m-%d} on (known when first seen: {dossier.known_reason})"
    if credited and dossier.first_seen_at < min(credited):
        return "seen before without its speaker"
    return "an altered form of words seen before" if dossier.is_altered else "not seen before"


def evidence_of(figure_name: str, dossier: Dossier, met: Met) -> Evidence:
    """What the alert rests on: the report's words and where they stand, and who else reported it so far."""
    report = met.report
    outlets = dict.fromkeys(one.outlet for one in dossier.reports if one.outlet)
    return Evidence(
        words=report.text,
        kind=report.kind,
        char_start=report.char_start,
        char_end=report.char_end,
        speaker=figure_name,
        speaker_mention=report.speaker_mention,
        speaker_confidence=report.confidence,
        via=report.via,
        quote_id=report.quote_id,
        article_id=report.article_id,
        article=report.article_title,
        link=report.address,
        published_at=report.published_at,
        event_id=dossier.event_id,
        event=dossier.event_title,
        first_seen_at=dossier.first_seen_at,
        count_sources=met.count_sources,
        outlets=tuple(outlets),
        conditions=met.said,
    )
