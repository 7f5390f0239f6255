"""A message for a form: one alert, the alerts of a digest, or a notice, as a certain place takes it.

Every alert's id stands in the body, whatever the template does, so that whoever gets a message twice can tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.messages.cleaning import one_line, plain, shortened
from extractors.messages.escaping import Target, escaped
from extractors.messages.evidence import evidence, json_line
from extractors.messages.fields import alert_fields, digest_fields
from extractors.messages.templates import Templates
from extractors.records import DueDelivery, DueNotice

LONGEST_WORDS = 1200  # characters of quoted words in a message: chat services take about 2,000 in all
_SHORTER = (LONGEST_WORDS, 600, 300, 120, 40)  # tried in turn until a message fits
_IN_A_DIGEST = 300  # characters of quoted words of each alert
_MOST_IN_A_DIGEST = 50  # alerts in one message
_BREAKS = {Target.TEXT: "\n\n", Target.MARKDOWN: "\n\n", Target.HTML: "<br/><br/>", Target.BRIEF: "\n"}


@dataclass(frozen=True, slots=True)
class Form:
    """How a place takes a message. A `title_limit` of 0: it has no place for a title, which then opens the body."""

    target: Target
    limit: int = 30_000  # characters of the body
    title_limit: int = 250


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is sent. `title` has no markup; it is empty where it opens the body."""

    title: str
    body: str


def message(deliveries: Sequence[DueDelivery], form: Form, templates: Templates) -> Message:
    """One alert, or those of a digest, as a message of this form."""
    first, *others = deliveries
    if form.target is Target.LINE:
        return Message("", "\n".join(json_line(evidence(one)) for one in deliveries))
    if others:
        title = templates.title("digest_title.txt", digest_fields(deliveries))
        return _formed(title, _BREAKS[form.target].join(_entry(one, form, templates) for one in deliveries), form)
    for longest in _SHORTER:
        fields = alert_fields(first, longest)
        made = _formed(templates.title("title.txt", fields), _body(first, form, templates, longest), form)
        if len(made.body) <= form.limit:
            return made
    return _least(first, form)


def parts(deliveries: Sequence[DueDelivery], form: Form, templates: Templates) -> tuple[tuple[DueDelivery, ...], ...]:
    """The alerts of one digest in as few messages as this form allows, in their order."""
    room = form.limit - 300  # for a title that opens the body
    made: list[list[DueDelivery]] = []
    length = 0
    for delivery in deliveries:
        needs = len(_entry(delivery, form, templates)) + len(_BREAKS.get(form.target, "\n"))
        if not made or length + needs > room or len(made[-1]) >= _MOST_IN_A_DIGEST:
            made.append([])
            length = 0
        made[-1].append(delivery)
        length += needs
    return tuple(tuple(part) for part in made)


def notice_message(notice: DueNotice, form: Form) -> Message:
    """A word about On Record itself as a message of this form."""
    title, body = one_line(notice.title), plain(notice.body)
    if form.target is Target.LINE:
        at = notice.made_at.isoformat()
        return Message("", json_line({"notice_id": notice.notice_id, "title": title, "body": body, "made_at": at}))
    if form.target is Target.BRIEF:
        return Message(title, body)
    return _formed(title, escaped(shortened(body, max(form.limit - 400, 40)), form.target), form)


def _entry(delivery: DueDelivery, form: Form, templates: Templates) -> str:
    """An alert among others of its digest."""
    if form.target is Target.LINE:
        return json_line(evidence(delivery))
    if form.target is Target.BRIEF:
        return f"{_brief(delivery)} ({delivery.alert_id})"
    longest = max(min(_IN_A_DIGEST, form.limit // 6), 20)
    return _with_id(templates.text("digest", form.target, alert_fields(delivery, longest)), delivery, form)


def _body(delivery: DueDelivery, form: Form, templates: Templates, longest: int) -> str:
    if form.target is Target.BRIEF:
        return _brief(delivery)
    return _with_id(templates.text("alert", form.target, alert_fields(delivery, longest)), delivery, form)


def _with_id(body: str, delivery: DueDelivery, form: Form) -> str:
    if delivery.alert_id in body:
        return body
    return f"{body}{_BREAKS[form.target]}Alert: {escaped(delivery.alert_id, form.target)}"


def _brief(delivery: DueDelivery) -> str:
    fields = alert_fields(delivery, LONGEST_WORDS)
    said = f"{fields['speaker']} ({fields['kind']})" + (f", via {fields['via']}" if fields["via"] else "")
    where = "— " + "; ".join(str(part) for part in (said, fields["article"], fields["link"]) if part)
    return "\n".join(str(line) for line in (fields["label"], fields["words"], where) if line)


def _least(delivery: DueDelivery, form: Form) -> Message:
    """What fits into next to nothing, a text message of a telephone: who, a few words, the id."""
    fields = alert_fields(delivery, max(form.limit - len(delivery.alert_id) - 60, 20))
    words = f"{shortened(str(fields['headline']), 60)}: {fields['words']}"
    room = max(form.limit - len(delivery.alert_id) - 1, 1)
    return Message("", f"{escaped(shortened(words, room // 2), form.target)[:room]} {delivery.alert_id}")


def _formed(title: str, body: str, form: Form) -> Message:
    """The message with its title where this form has it: apart, without markup, or opening the body."""
    if form.target is Target.BRIEF:
        return Message(title, body)
    if form.title_limit > 0:
        shown = escaped(title, Target.TEXT)
        return Message(shown if len(shown) <= form.title_limit else shown[: form.title_limit - 1] + "…", body)
    shown = escaped(title, form.target)
    opening = {Target.MARKDOWN: f"**{shown}**\n\n", Target.HTML: f"<b>{shown}</b><br/>"}
    return Message("", opening.get(form.target, f"{shown}\n\n") + body)
