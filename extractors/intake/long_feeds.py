"""A very long feed cut down to the entries that are taken, before a parser reads thousands of others for nothing.

Premise: entries stand side by side, each with an end of its own, and what comes after the last of them is the feed's
end. Where they do not (an end within quoted markup, no ends at all), the feed is left as it is: slow is better than
wrong.
"""

import re

_LONG = 500_000  # bytes; below that a parser is fast enough
_END = re.compile(rb"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)\s*>", re.IGNORECASE)


_QUOTED = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)


def shortened(body: bytes, most: int) -> tuple[bytes, int]:
    """The feed with its first `most` entries, and how many others were taken out: none where it is no long one."""
    if len(body) < _LONG:
        return body, 0
    ends = [found.end() for found in _END.finditer(body)]
    if len(ends) <= most or _may_quote_one(body):
        return body, 0
    return body[: ends[most - 1]] + body[ends[-1] :], len(ends) - most


def _may_quote_one(body: bytes) -> bool:
    """Whether an end of an entry stands within quoted markup or a comment, or nobody can tell."""
    if body.count(b"<![CDATA[") != body.count(b"]]>") or body.count(b"<!--") != body.count(b"-->"):
        return True
    return any(_END.search(quoted) for quoted in _QUOTED.findall(body))
