"""Who wrote an article, as a page or a feed states it, made plain: names, and nothing that stands around them.

Premises: several authors are parted by `;`; `By` comes before a name, roles after it, addresses and dates beside it;
the outlet is no author, and neither is `admin`. The error preferred is a role kept, for a name that is cut is another
name. Known exception: a person whose site bears the name of a person.
"""

import re

from extractors.wordlists import word_list

_LONGEST = 120  # characters: longer is a sentence about the author
_BY = re.compile(r"^(?:(?:written|words|story|reporting|text)\s+)?by[:\s]+", re.IGNORECASE)
_MAIL = re.compile(r"[\[(<]?\b[\w.+-]+@[\w-]+\.[\w.-]+\b[\])>]?|(?<!\w)@\w{2,}|https?://\S+|\bwww\.\S+")
_BRACKETS = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
_PARTS = re.compile(r"\s+[|•·/–—-]\s+|\s*\|\s*")
_TOP = 3  # lines in which a byline stands
_LINE = re.compile(r"[Bb][Yy]:? (?:[^\W\d_]['’.\w-]* ?){2,5}")
_EDGES = " \t,;:|–—-•·"


def clean_byline(stated: str | None, *, outlet: str | None = None, domain: str | None = None) -> str | None:
    """The authors, parted by `; `; None where none is named."""
    if not stated:
        return None
    authors = (_author(part, _own(outlet, domain)) for part in stated.split(";"))
    named = "; ".join(dict.fromkeys(author for author in authors if author))
    return named if 0 < len(named) <= _LONGEST else None


def byline_in(text: str) -> str | None:
    """The author that a line of its own on top of the text names, as in `By Ann Dahl`."""
    for line in text.split("\n", _TOP)[:_TOP]:
        if _LINE.fullmatch(line.strip()):
            return clean_byline(line)
    return None


def _author(stated: str, own: frozenset[str]) -> str | None:
    plain = _BRACKETS.sub("", _MAIL.sub("", " ".join(stated.split())))
    parts = [part for part in _PARTS.split(plain) if part and not any(letter.isdigit() for letter in part)]
    named = (_without_role(_BY.sub("", part.strip(_EDGES)).strip(_EDGES)) for part in parts)
    kept = [part for part in named if part and _squeezed(part) not in own and not _is_nobody(part)]
    return kept[0] if kept else None


def _without_role(part: str) -> str:
    """`Ann Dahl` of `Ann Dahl, Chief Correspondent` and of `Ann Dahl Tech Reporter`; a role alone is nothing."""
    pieces = part.split(", ")
    named = ", ".join(piece for number, piece in enumerate(pieces) if number == 0 or not _is_role(piece))
    words = named.split()
    if not words or words[-1].lower() not in word_list("byline_roles"):
        return named
    end = len(words) - 1
    while end > 0 and words[end - 1].lower() in word_list("byline_role_words"):
        end -= 1
    if end == 0:
        return ""
    return " ".join(words[:end]).strip(_EDGES) if end > 1 else named


def _is_role(piece: str) -> bool:
    words = piece.lower().split()
    of_what = piece.lower().partition(" of ")[0].split()
    return bool(words) and (words[-1] in word_list("byline_roles") or of_what[-1:] == ["head"])


def _is_nobody(part: str) -> bool:
    return part.casefold() in word_list("byline_nobody")


def _own(outlet: str | None, domain: str | None) -> frozenset[str]:
    """How an outlet names itself where an author should be named."""
    names = [outlet or "", domain or "", (domain or "").partition(".")[0]]
    squeezed = {_squeezed(name).removeprefix("the") for name in names if name} - {""}
    return frozenset(squeezed | {f"{name}staff" for name in squeezed} | {f"the{name}" for name in squeezed})


def _squeezed(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
