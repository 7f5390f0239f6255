"""The fields that a template is given: the cleaned words of an alert, by name."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from extractors.messages.cleaning import link, one_line, paragraphs, shortened
from extractors.messages.escaping import Id, Link
from extractors.records import DueDelivery

_TITLES = {
    "news": "{0}, newly quoted",
    "correction": "Correction: {0} said this",
    "withdrawal": "Correction: {0} did not say this",
    "edit": "{0}, edited after publication",
}
_LABELS = {
    "news": "",
    "correction": "Correction: these words are {0}'s. A person corrected who is credited with them.",
    "withdrawal": "Correction: these words are not {0}'s, as an earlier alert had it.",
}
_NOBODY = "nobody"
_MOST_NAMES = 3  # figures named in a digest's title
_MOST_OUTLETS = 5  # named in a message

Fields = Mapping[str, object]


def alert_fields(delivery: DueDelivery, longest: int) -> Fields:
    """What a template can say about an alert, whose quoted words are cut to `longest` characters. Unknown is empty."""
    title, event = one_line(delivery.article_title or ""), one_line(delivery.event_title or "")
    outlet = one_line(delivery.outlet_name or "")
    address = link(delivery.article_address)
    figure = one_line(delivery.figure_name)
    words = shortened(paragraphs(delivery.quote_text), longest)
    return {
        "id": Id(delivery.alert_id),
        "alert_kind": delivery.kind,
        "headline": _TITLES[delivery.kind].format(figure),
        "label": _edit(delivery, longest)
        if delivery.kind == "edit"
        else _LABELS[delivery.kind].format(figure),  # what a reader must know first; empty for news
        "figure": figure,
        "figure_key": one_line(delivery.figure_key),
        "words": words,
        "lines": words.split("\n"),
        "speaker": one_line(delivery.speaker_name),
        "kind": one_line(delivery.quote_kind),
        "via": one_line(delivery.via or ""),
        "title": title,
        "outlet": outlet,
        "article": ", ".join(part for part in (title, outlet) if part),
        "reported_by": _reported_by(delivery),
        "link": Link(address) if address else "",
        "event": event if event != title else "",
        "published": _when(delivery.published_at),
        "first_seen": _when(delivery.first_seen_at),
        "reason": one_line(delivery.reason),
    }


def _edit(delivery: DueDelivery, longest: int) -> str:
    """What was changed, with what was there before; what is there now follows it."""
    before, after = one_line(delivery.before or ""), one_line(delivery.after or "")
    match delivery.change:
        case "quote removed":
            return "Edited after publication: these words are no longer in the article."
        case "speaker changed":
            credited = f"were credited to {before or _NOBODY}, and are now to {after or _NOBODY}"
            return f"Edited after publication: these words {credited}."
        case _:
            return f"Edited after publication. Before, it was: {shortened(before, longest)}"


def digest_fields(deliveries: Sequence[DueDelivery]) -> Fields:
    """What the title of a digest can say."""
    names = list(dict.fromkeys(one_line(one.figure_name) for one in deliveries))
    return {
        "count": len(deliveries),
        "digest": one_line(deliveries[0].digest or ""),
        "figures": _some(names, _MOST_NAMES),
    }


def _reported_by(delivery: DueDelivery) -> str:
    """The outlets that had reported it, and of how many independent sources; empty where there is but one of each."""
    count = delivery.count_sources or 0
    if count <= 1 and len(delivery.outlets) <= 1:
        return ""
    outlets = _some([one_line(outlet) for outlet in delivery.outlets], _MOST_OUTLETS)
    sources = f"{count} independent source{'' if count == 1 else 's'}" if count else ""
    return "; ".join(part for part in (outlets, sources) if part)


def _some(names: Sequence[str], most: int) -> str:
    """The first of the names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _when(at: datetime | None) -> str:
    """The time in UTC; a midnight to the second is a day whose time was not stated."""
    if at is None:
        return ""
    is_day = (at.hour, at.minute, at.second) == (0, 0, 0)
    return f"{at:%Y-%m-%d}" if is_day else f"{at:%Y-%m-%d %H:%M} UTC"
