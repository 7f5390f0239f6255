"""Cleaning: what must not reach a reader is taken out of words, whatever they are shown on.

Prefers dropping too much (a joined emoji falls into its parts) to letting anything through.
"""

import re
import unicodedata
from urllib.parse import quote, urlsplit

from extractors.invisible import visible

_ESCAPE_SEQUENCES = re.compile(
    r"\x1b\][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # operating system commands: window titles, links
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # control sequences: colours, cursor
    r"|\x1b[PX^_][^\x1b\x9c]*(?:\x1b\\|\x9c)?"  # device strings
    r"|\x1b."
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
# What calls everybody in a chat: Discord, Slack, Mattermost, Matrix, Teams; some take it within a word.
_CALLS = re.compile(r"@(?=(?:everyone|here|channel|all|room|team|group|online)\b)", re.IGNORECASE)
_CODES = re.compile(r"<(?=[!@#])")  # `<!channel>`, `<@U024BE7LH>`, `<#C024BE7LR>`: codes of Slack and Discord
_CALLING_AT = "\uff20"  # a commercial at of full width: it reads the same, and calls nobody


def plain(text: str) -> str:
    """The text without what is not seen or acts on a terminal; line ends stay, other white space is one space each.

    Idempotent.
    """
    text = _ESCAPE_SEQUENCES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = [" " if _is_odd_space(c) else c for c in text if c in "\n\t" or _is_seen(c)]
    return "\n".join(_SPACES.sub(" ", line).strip() for line in visible("".join(kept)).split("\n")).strip()


def one_line(text: str) -> str:
    """The text as `plain` leaves it, on one line."""
    return " ".join(plain(text).split())


def paragraphs(text: str) -> str:
    """The text as `plain` leaves it, with one blank line in a row at most."""
    return _BLANK_LINES.sub("\n\n", plain(text))


def shortened(words: str, longest: int) -> str:
    """The words, cut between two of them where they are longer than so many characters."""
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(maxsplit=1)[0] + " …"


def calling_nobody(text: str) -> str:
    """The text with what would call everybody in a chat, or stand for somebody there, written so that it does not."""
    return _CODES.sub("< ", _CALLS.sub(_CALLING_AT, text))


def link(address: str | None) -> str | None:
    """The address where it is one for a browser, with everything percent-encoded that could end it early."""
    if not address:
        return None
    cleaned = "".join(one_line(address).split())
    try:
        if urlsplit(cleaned).scheme not in ("http", "https"):
            return None
    except ValueError:
        return None
    return _CALLS.sub("%40", quote(cleaned, safe="%/:=&?~#+!$,;@[]-._"))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


def _is_odd_space(character: str) -> bool:
    return unicodedata.category(character) in ("Zl", "Zp")
