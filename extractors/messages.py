"""Messages: an alert in words, for every kind of place it can go to.

The words of an alert come from pages of the web, so each target gets them escaped in its own way, and none gets what
could deceive or take over a reader's screen: terminal escapes, control characters, and characters that are not seen or
turn the text around. The JSON line is evidence, so its words are exact (what must not reach a terminal is escaped).
"""

import html
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from extractors.records import DueDelivery

_ID = "Alert"
_TITLES = {  # figure and alert id
    "news": "{0}, newly quoted ({1})",
    "correction": "Correction: {0} said this ({1})",
    "withdrawal": "Correction: {0} did not say this ({1})",
}
_LABELS = {  # figure
    "news": "",
    "correction": "Correction: these words are {0}'s. A person corrected who is credited with them.",
    "withdrawal": "Correction: these words are not {0}'s, as an earlier alert had it.",
}
LONGEST_WORDS = 1200  # characters of quoted words in a message: chat services take about 2,000 in all

_ESCAPE_SEQUENCES = re.compile(
    r"\x1b\][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # operating system commands: window titles, links
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # control sequences: colours, cursor
    r"|\x1b[PX^_][^\x1b\x9c]*(?:\x1b\\|\x9c)?"  # device strings
    r"|\x1b."
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+~|!&])")
_UNSEEN_IN_JSON = re.compile(r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Message:
    """An alert in words. `title` has no markup; `text`, `markdown` and `html` say the same, `brief` the least of it.

    `line` is a JSON object with all the evidence.
    """

    alert_id: str
    title: str
    brief: str
    text: str
    markdown: str
    html: str
    line: str


@dataclass(frozen=True, slots=True)
class _Parts:
    """The cleaned words of an alert. `facts` are pairs of a label and what is the case."""

    label: str  # what a reader must know first; empty for news
    words: str
    speaker: str
    kind: str
    via: str
    article: str
    link: str | None
    facts: tuple[tuple[str, str], ...]


def message(delivery: DueDelivery) -> Message:
    """The alert as a message for any target."""
    parts = _parts(delivery)
    return Message(
        alert_id=delivery.alert_id,
        title=_TITLES[delivery.kind].format(one_line(delivery.figure_name), delivery.alert_id),
        brief=_brief(parts),
        text=_text(parts),
        markdown=_markdown(parts),
        html=_html(parts),
        line=_line(delivery),
    )


# --- cleaning ---------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """The text without what is not seen or acts on a terminal; line ends stay, other white space is one space each.

    Prefers dropping too much (a joined emoji falls into its parts) to letting anything through. Idempotent.
    """
    text = _ESCAPE_SEQUENCES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = [" " if _is_odd_space(c) else c for c in text if c in "\n\t" or _is_seen(c)]
    return "\n".join(_SPACES.sub(" ", line).strip() for line in "".join(kept).split("\n")).strip()


def one_line(text: str) -> str:
    """The text as `plain` leaves it, on one line."""
    return " ".join(plain(text).split())


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


def _is_odd_space(character: str) -> bool:
    return unicodedata.category(character) in ("Zl", "Zp")


def _link(address: str | None) -> str | None:
    """The address where it is one for a browser, with everything percent-encoded that could end it early."""
    if not address:
        return None
    cleaned = "".join(one_line(address).split())
    try:
        if urlsplit(cleaned).scheme not in ("http", "https"):
            return None
    except ValueError:
        return None
    return quote(cleaned, safe="%/:=&?~#+!$,;@[]-._")


# --- the parts --------------------------------------------------------------------------------------------------------


def _parts(delivery: DueDelivery) -> _Parts:
    outlet = one_line(delivery.outlet_name or "")
    title = one_line(delivery.article_title or "")
    via = one_line(delivery.via or "")
    event = one_line(delivery.event_title or "")
    facts = (
        ("Credited by the article to", via),
        ("Event", event if event != title else ""),
        ("Published", _when(delivery.published_at)),
        ("First seen", _when(delivery.first_seen_at)),
        ("Why", one_line(delivery.reason)),
        (_ID, delivery.alert_id),
    )
    return _Parts(
        label=_LABELS[delivery.kind].format(one_line(delivery.figure_name)),
        words=_shortened(_BLANK_LINES.sub("\n\n", plain(delivery.quote_text))),
        speaker=one_line(delivery.speaker_name),
        kind=one_line(delivery.quote_kind),
        via=via,
        article=", ".join(part for part in (title, outlet) if part),
        link=_link(delivery.article_address),
        facts=tuple((label, value) for label, value in facts if value),
    )


def _shortened(words: str) -> str:
    if len(words) <= LONGEST_WORDS:
        return words
    return words[:LONGEST_WORDS].rsplit(maxsplit=1)[0] + " …"


def _when(at: datetime | None) -> str:
    """The time in UTC; a midnight to the second is a day whose time was not stated."""
    if at is None:
        return ""
    is_day = (at.hour, at.minute, at.second) == (0, 0, 0)
    return f"{at:%Y-%m-%d}" if is_day else f"{at:%Y-%m-%d %H:%M} UTC"


# --- the targets ------------------------------------------------------------------------------------------------------


def _brief(parts: _Parts) -> str:
    said = f"{parts.speaker} ({parts.kind})" + (f", via {parts.via}" if parts.via else "")
    where = "— " + "; ".join(part for part in (said, parts.article, parts.link) if part)
    return "\n".join(line for line in (parts.label, parts.words, where) if line)


def _text(parts: _Parts) -> str:
    lines = [parts.label, ""] if parts.label else []
    lines += [parts.words, "", f"{parts.speaker} ({parts.kind})", ""]
    lines += [line for line in (parts.article, parts.link) if line]
    lines += [f"{label}: {value}" for label, value in parts.facts]
    return "\n".join(lines)


def _markdown(parts: _Parts) -> str:
    def escaped(text: str) -> str:
        return _MARKDOWN.sub(r"\\\1", text)

    lines = [f"**{escaped(parts.label)}**", ""] if parts.label else []
    lines += [f"> {escaped(line)}" for line in parts.words.split("\n")]
    lines += ["", f"**{escaped(parts.speaker)}** ({escaped(parts.kind)})", ""]
    lines += [escaped(parts.article)] if parts.article else []
    lines += [f"<{parts.link}>"] if parts.link else []
    lines += ["", *(f"- {label}: {escaped(value)}" for label, value in parts.facts if label != _ID)]
    lines += [f"- {label}: `{value}`" for label, value in parts.facts if label == _ID]  # an id can be copied whole
    return "\n".join(lines)


def _html(parts: _Parts) -> str:
    words = html.escape(parts.words).replace("\n", "<br/>")
    lines = [f"<b>{html.escape(parts.label)}</b>", ""] if parts.label else []
    lines += [f"<i>{words}</i>", "", f"<b>{html.escape(parts.speaker)}</b> ({html.escape(parts.kind)})", ""]
    if parts.link:
        lines.append(f'<a href="{html.escape(parts.link)}">{html.escape(parts.article or parts.link)}</a>')
    elif parts.article:
        lines.append(html.escape(parts.article))
    lines += [f"{label}: {html.escape(value)}" for label, value in parts.facts]
    return "<br/>".join(lines)


def _line(delivery: DueDelivery) -> str:
    """One JSON object on one line, all the evidence in it, readable and harmless to print."""
    evidence = {
        "alert_id": delivery.alert_id,
        "alert_kind": delivery.kind,
        "corrects_alert_id": delivery.corrects_alert_id,
        "figure": delivery.figure_key,
        "figure_name": delivery.figure_name,
        "words": delivery.quote_text,
        "kind": delivery.quote_kind,
        "char_start": delivery.char_start,
        "char_end": delivery.char_end,
        "speaker": delivery.speaker_name,
        "via": delivery.via,
        "event": delivery.event_title,
        "article_title": delivery.article_title,
        "outlet": delivery.outlet_name,
        "link": delivery.article_address,
        "published_at": _iso(delivery.published_at),
        "first_seen_at": _iso(delivery.first_seen_at),
        "reason": delivery.reason,
        "statement_id": delivery.statement_id,
        "quote_id": delivery.quote_id,
        "article_id": delivery.article_id,
        "event_id": delivery.event_id,
    }
    readable = json.dumps(evidence, ensure_ascii=False)
    return _UNSEEN_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", readable)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
