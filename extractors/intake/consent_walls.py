"""Consent walls: pages that ask to accept cookies before they show anything.

Premises: a wall speaks to its reader of cookies and partners in nearly every line, and has no other text; some hosts
show nothing else. The error preferred is a wall taken for an article: an article about cookies tells of them, or
quotes what a wall says, and has lines of its own.
"""

from extractors.intake.addresses import host_of
from extractors.intake.page_marks import SeenPage
from extractors.intake.phrases import phrases_and_share
from extractors.wordlists import word_list

_LONGEST = 400  # words: a wall with all its purposes and partners
_SHORTEST = 10
_PHRASES = 3
_SHARE = 0.6  # of the words, in lines that speak of consent
_SHARE_EMPTY = 0.4  # where the page has no other text at all


def is_consent_wall(page: SeenPage) -> bool:
    """Whether the page asks for consent and shows no article."""
    if (host_of(page.address) or "").startswith(tuple(word_list("consent_hosts"))):
        return True
    if page.count_words > _LONGEST:
        return False
    is_empty = page.count_words < _SHORTEST
    lines = page.visible_lines if is_empty else page.lines
    found, share = phrases_and_share(lines, "consent_phrases")
    return len(found) >= _PHRASES and share >= (_SHARE_EMPTY if is_empty else _SHARE)
