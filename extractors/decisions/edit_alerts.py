"""Alerts about edits: a figure's words were changed after they had been published, for the rules that ask for that.

Premise: an edit is told once, when it is first found, by whichever rules of the figure ask for edits; its alert's id
follows from rule, figure and change. Words that were added are no edit of a figure's words: they are news, or known.
What was edited in old articles is not told, as what they say is not.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from extractors.decisions.rule_words import first_match
from extractors.decisions.timing import digest_name, due_at
from extractors.records import AlertDecision, AlertRule, EditContext, Evidence, QuoteEdit
from extractors.records.ids import mint

EDIT = "edit"
"""The kind of these alerts."""

_TOLD = {"quote reworded": "reworded", "quote removed": "removed", "speaker changed": "credited to another speaker"}


def edit_alerts(
    edits: Iterable[QuoteEdit], rules: Sequence[AlertRule], contexts: Mapping[str, EditContext], now: datetime
) -> tuple[AlertDecision, ...]:
    """The alerts to make, ordered by id: one for each rule that asks for edits, its figure, and a change of its words.

    `contexts` are by the id of the quote: the later one's, or the earlier one's where that was removed.
    """
    asking = [rule for rule in rules if rule.conditions.is_edits]
    made = {}
    for edit in edits:
        context = contexts.get(quote_of(edit))
        if context is None or not context.is_news or edit.change not in _TOLD:
            continue
        for rule in asking:
            if rule.entity_id in _figures(edit) and (words := _words(rule, edit)) is not None:
                alert = _alert(rule, edit, context, words, now)
                made[alert.alert_id] = alert
    return tuple(made[key] for key in sorted(made))


def quote_of(edit: QuoteEdit) -> str:
    """The quote that the alert shows: the later one, or the earlier one where there is no later one."""
    return edit.after_quote_id or edit.before_quote_id or ""


def _figures(edit: QuoteEdit) -> tuple[str | None, str | None]:
    return edit.before_speaker_id, edit.after_speaker_id


def _words(rule: AlertRule, edit: QuoteEdit) -> tuple[str, ...] | None:
    """How the rule's words are met, by either wording; None where they are not."""
    wanted = rule.conditions.words
    if not wanted:
        return ()
    texts = {edit.quote_text, edit.before or ""}
    found = next((word for text in sorted(texts) if (word := first_match(wanted, text))), None)
    return None if found is None else (f"with “{found}”",)


def _alert(
    rule: AlertRule, edit: QuoteEdit, context: EditContext, words: tuple[str, ...], now: datetime
) -> AlertDecision:
    said = "; ".join((f"words of {rule.figure_name} were {_TOLD[edit.change]} after publication", *words))
    return AlertDecision(
        alert_id=mint("al", rule.rule_id, rule.figure_key, edit.change_id),
        rule_id=rule.rule_id,
        figure_key=rule.figure_key,
        statement_id=context.statement_id,
        quote_id=context.quote_id,
        article_id=edit.article_id,
        event_id=context.event_id,
        decided_at=now,
        due_at=due_at(rule.timing, now),
        reason=f"{said}; rule: {rule.kind}",
        kind=EDIT,
        digest=digest_name(rule.timing.digest) if rule.timing.digest else None,
        evidence=_evidence(rule, edit, context, words),
        channels=rule.channels,
    )


def _evidence(rule: AlertRule, edit: QuoteEdit, context: EditContext, words: tuple[str, ...]) -> Evidence:
    return Evidence(
        words=edit.quote_text,
        kind=context.kind,
        char_start=context.char_start,
        char_end=context.char_end,
        speaker=edit.after_speaker or edit.before_speaker or rule.figure_name,
        speaker_mention=context.speaker_mention,
        speaker_confidence=context.speaker_confidence,
        via=context.via,
        quote_id=context.quote_id,
        article_id=edit.article_id,
        article=context.article,
        link=context.link,
        published_at=context.published_at,
        event_id=context.event_id,
        event=context.event,
        first_seen_at=context.first_seen_at,
        count_sources=1,
        outlets=(context.outlet,) if context.outlet else (),
        conditions=words,
        change_id=edit.change_id,
        change=edit.change,
        before=edit.before,
        after=edit.after,
    )
