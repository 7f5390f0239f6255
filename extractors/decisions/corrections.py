"""What follows when a person says who said it: the quote found again in any extraction, and whom to tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from extractors.cast.names import fold
from extractors.decisions.alerts import alert_id
from extractors.decisions.timing import due_at
from extractors.records import (
    AlertDecision,
    AlertRule,
    Correction,
    CreditChange,
    EnrichedText,
    Quote,
    Speaker,
    StandingAlert,
    Timing,
)
from extractors.records.ids import mint

NEWS, CORRECTION, WITHDRAWAL = "news", "correction", "withdrawal"
_ENOUGH = 0.5  # share of the shorter span that two spans of one text have to share to be one quote
_FEW_WORDS = 4  # fewer than that may stand inside a longer quote by chance


def correction_id(article_id: str, text: str, nth: int) -> str:
    """The id of the correction of the n-th quote of these words in an article, whatever its offsets."""
    return mint("c", article_id, " ".join(_words(text)), str(nth))


def reason_of(correction: Correction) -> str:
    """What stands as the reason beside a corrected speaker."""
    return f"corrected by a person ({correction.correction_id}); before: {correction.before or 'nobody named'}"


def corrected(batch: Iterable[EnrichedText], corrections: Sequence[Correction]) -> tuple[EnrichedText, ...]:
    """The texts with what people corrected: all pieces of a corrected utterance have its speaker. Twice is once."""
    texts = tuple(batch)
    for correction in sorted(corrections, key=lambda c: (c.corrected_at, c.correction_id)):
        texts = tuple(_corrected(text, correction) for text in texts)
    return texts


def _corrected(text: EnrichedText, correction: Correction) -> EnrichedText:
    found = _found(text, correction) if text.pending.article_id == correction.article_id else None
    if found is None:
        return text
    quotes = tuple(
        replace(quote, speakers=(_speaker(quote, correction),)) if quote.utterance == found.utterance else quote
        for quote in text.extraction.quotes
    )
    return replace(text, extraction=replace(text.extraction, quotes=quotes))


def _speaker(quote: Quote, correction: Correction) -> Speaker:
    first = quote.speakers[0] if quote.speakers else Speaker(None, None, None, None, 1.0, "")
    return replace(
        first, name=correction.speaker, type=correction.speaker_type, confidence=1.0, reason=reason_of(correction)
    )


def _found(text: EnrichedText, correction: Correction) -> Quote | None:
    """The quote that was corrected: in the same version by its span, in another one by its words."""
    quotes = text.extraction.quotes
    if text.pending.version_id == correction.version_id:
        near = [quote for quote in quotes if _shared(quote, correction) >= _ENOUGH]
        return max(near, key=lambda quote: (_shared(quote, correction), -quote.start), default=None)
    wanted = _words(correction.text)
    same = [quote for quote in quotes if _words(quote.text) == wanted]
    same = same or [quote for quote in quotes if _is_part(wanted, _words(quote.text))]
    return min(same, key=lambda quote: (abs(quote.start - correction.char_start), quote.start), default=None)


def _shared(quote: Quote, correction: Correction) -> float:
    """The share of the shorter span that both have."""
    shared = min(quote.end, correction.char_end) - max(quote.start, correction.char_start)
    shorter = min(quote.end - quote.start, correction.char_end - correction.char_start)
    return max(shared, 0) / max(shorter, 1)


def _words(text: str) -> tuple[str, ...]:
    letters = (char if char.isalnum() else " " for char in fold(text))
    return tuple("".join(letters).split())


def _is_part(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the shorter run of words stands in the longer one, and is long enough to mean something."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _FEW_WORDS and f" {' '.join(shorter)} " in f" {' '.join(longer)} "


# --- whom to tell -----------------------------------------------------------------------------------------------------


def correction_alerts(
    changes: Sequence[CreditChange],
    rules: Sequence[AlertRule],
    standing: Sequence[StandingAlert],
    now: datetime,
    *,
    tells_news: bool,
    by: str = "a person's judgement",
    met: Mapping[tuple[str, str], AlertDecision] | None = None,
) -> tuple[AlertDecision, ...]:
    """The alerts that follow from changed credits, ordered by id, each with an id that follows from what it corrects.

    A tracked figure that is newly credited gets an alert labelled as a correction where `tells_news` and the statement
    was news when first seen; a figure that was wrongly alerted gets a withdrawal; one that was withdrawn wrongly is
    corrected again. `by` says whose the change is, `met` what each rule, by its id, would say of each statement that
    meets it; None stands for rules that any statement meets. Corrections wait for no digest. Deciding again makes the
    same alerts.
    """
    timings = {rule.rule_id: rule.timing for rule in rules}
    last = {(alert.rule_id, alert.statement_id): alert for alert in standing}
    made = {}
    for change in changes:
        of_it = [alert for alert in last.values() if alert.statement_id == change.statement_id]
        for alert in of_it:
            if decided := _after_alert(
                alert, change, due_at(timings.get(alert.rule_id, Timing()), now, is_urgent=True), now, by
            ):
                made[decided.alert_id] = decided
        for rule in rules:
            is_news = tells_news and change.known_reason is None and rule.entity_id not in change.before
            key = rule.rule_id, change.statement_id
            if is_news and rule.entity_id in change.after and key not in last and (met is None or key in met):
                decided = _newly_credited(rule, change, None if met is None else met[key], now)
                made[decided.alert_id] = decided
    return tuple(made[key] for key in sorted(made))


def _newly_credited(rule: AlertRule, change: CreditChange, met: AlertDecision | None, now: datetime) -> AlertDecision:
    return AlertDecision(
        alert_id=alert_id(rule, change.statement_id),
        rule_id=rule.rule_id,
        figure_key=rule.figure_key,
        statement_id=change.statement_id,
        quote_id=change.quote_id,
        article_id=change.article_id,
        event_id=change.event_id,
        decided_at=now,
        due_at=due_at(rule.timing, now, is_urgent=True),
        reason=f"Correction by a person: {rule.figure_name} said this; it had been credited otherwise",
        kind=CORRECTION,
        evidence=met.evidence if met else None,
        channels=rule.channels,
    )


def _after_alert(
    alert: StandingAlert, change: CreditChange, due: datetime, now: datetime, by: str
) -> AlertDecision | None:
    """What has to follow an alert, or the withdrawal of one, once the credit has changed; None where it was right."""
    is_credited = alert.entity_id in change.after
    if is_credited == (alert.kind != WITHDRAWAL):
        return None
    kind = CORRECTION if is_credited else WITHDRAWAL
    said = " and ".join(change.names) or "nobody named"
    found = f"{alert.figure_name} said this after all" if is_credited else f"the words are credited to {said} now"
    return AlertDecision(
        alert_id=mint("al", alert.alert_id, kind),
        rule_id=alert.rule_id,
        figure_key=alert.figure_key,
        statement_id=alert.statement_id,
        quote_id=alert.quote_id,
        article_id=alert.article_id,
        event_id=alert.event_id,
        decided_at=now,
        due_at=due,
        reason=f"Correction of {alert.alert_id}: {found}, by {by}",
        kind=kind,
        corrects_alert_id=alert.alert_id,
    )
