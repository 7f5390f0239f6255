"""One article as a reader wants it: its card, its text, and its history, each edit with both wordings."""

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from flows.cli.quoted import day
from flows.cli.tables import clean, console, show_text
from flows.cli.wordings import differences

_FROM = {
    "page": "by the page",
    "feed": "by the feed",
    "address": "by its address",
    "text": "by the text",
    "import": "as imported",
}
_UNEDITED = "not edited, as far as is known"
_OF_FIRST_POLL = "not looked at again, for it was there at the first poll"


def print_card(card: Mapping[str, Any], out: TextIO | None = None) -> None:
    """Print what is known of one article, with where each fact is from."""
    target = console(out)
    show_text(target, Text(clean(card["title"] or "(no title)"), style="bold"))
    for said in _card(card):
        show_text(target, Text(clean(said)), indent=2)
    show_text(target, Text(card["article_id"], style="dim"), indent=2)


def _card(card: Mapping[str, Any]) -> list[str]:
    written = (_stated(card["outlet"], card["outlet_from"]), _stated(card["byline"], card["byline_from"]))
    lines = [" · ".join(part for part in written if part), card["url"], _dates(card), _came(card)]
    if card["published_doubt"]:
        lines.append(f"its date is in doubt: {card['published_doubt']}")
    if card["is_left"]:
        lines.append(
            f"language: {_stated(card['language'], card['language_from'])}; kept, and not read for names or quotes"
        )
    if card["event_id"]:
        lines.append(f"event: {card['event'] or '(no title)'} · {card['event_id']}")
    if card["count_copies"]:
        is_original = card["original_id"] == card["article_id"]
        others = _count(card["count_copies"], "other article")
        lines.append(f"{'reprinted by' if is_original else 'the same story as'} {others}")
    lines.append(f"{_count(card['count_words'], 'word')}, {_count(card['count_quotes'], 'quote')}")
    lines.append(_edits(card))
    return [line for line in lines if line]


def _dates(card: Mapping[str, Any]) -> str:
    published = day(card["published_at"], card["published_precision"])
    stated = f"published {_stated(published, card['published_from'])}" if published else "no date stated"
    return f"{stated}, first seen {day(card['first_seen_at'])}"


def _stated(fact: str | None, source: str | None) -> str:
    """A fact, and who states it."""
    return f"{fact} ({_FROM[source]})" if fact and source in _FROM else fact or ""


def _came(card: Mapping[str, Any]) -> str:
    """How it came to us."""
    if card["origin"] != "feed":
        return f"came as {card['origin']}"
    old = ", there at the first poll" if card["is_backlog"] else ""
    return f"came by the feed {card['feed'] or card['feed_url'] or 'that is no longer listed'}{old}"


def _edits(card: Mapping[str, Any]) -> str:
    said = [_OF_FIRST_POLL if _is_left_alone(card) else _UNEDITED]
    if card["count_versions"] > 1:
        edited = _count(card["count_quote_edits"], "change")
        said = [f"{card['count_versions']} versions, {edited} in what people said; --history shows them"]
    if card["is_gone"]:
        said.append("its page is gone")
    elif card["next_visit_at"]:
        said.append(f"looked at again {day(card['next_visit_at'])}")
    return "; ".join(said)


def _is_left_alone(card: Mapping[str, Any]) -> bool:
    return card["origin"] == "feed" and bool(card["is_backlog"]) and card["count_versions"] == 1


def print_text(text: str, out: TextIO | None = None) -> None:
    """Print a text, its paragraphs as they are, with nothing in it that steers a terminal."""
    target = console(out)
    for line in text.splitlines():
        show_text(target, Text(clean(line)))


def print_history(card: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print the versions of an article, and under each what the edit changed, in both wordings."""
    target = console(out)
    show_text(target, Text(clean(card["title"] or "(no title)"), style="bold"))
    about = [card["outlet"], card["url"], card["article_id"]]
    show_text(target, Text(" · ".join(clean(part) for part in about if part), style="dim"), indent=2)
    for step in steps:
        when = day(step["seen_at"])
        if step["step"] == "version":
            said = f"{when}  version {step['version_number']}, {_count(step['count_words'], 'word')}"
            show_text(target, Text(said), indent=2)
        elif step["step"] == "page gone":
            show_text(target, Text(f"{when}  the page is gone"), indent=2)
        elif step["step"] != "text changed":
            _show_change(target, step)
    if len(steps) == 1:
        show_text(target, Text(_OF_FIRST_POLL if _is_left_alone(card) else _UNEDITED, style="dim"), indent=2)


def _show_change(target: Console, step: Mapping[str, Any]) -> None:
    heading = Text(clean(step["step"]), style="bold")
    names = dict.fromkeys(clean(name) for name in (step["before_speaker"], step["after_speaker"]) if name)
    if names and step["step"] != "speaker changed":
        heading.append(f"  {' / '.join(names)}", style="not bold")
    show_text(target, heading, indent=4)
    show_text(target, differences(step["before"] or "", step["after"] or ""), indent=6)
    if step["step"] == "speaker changed":
        show_text(target, Text(clean(step["quote_text"]), style="dim"), indent=6)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
