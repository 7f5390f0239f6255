"""What a library would take hours for, taken out of a parsed page before it gets there."""

from typing import Any

_LINKED_DATA = "//script[@type='application/ld+json' or @type='application/settings+json']"
_MOST_STEPS = 100_000_000  # of a search that begins again at each `<` and goes on to the end: a second or two


_LONGEST_META = 20_000  # characters of what a page says of itself in one tag


def without_traps(tree: Any) -> Any:
    """The same page, linked data emptied that is full of tags opened and never closed, endless meta tags, too.

    Trafilatura takes tags out of linked data by a pattern whose time grows with their number times the length; real
    linked data has a few, in the text of an article.
    """
    for script in tree.xpath(_LINKED_DATA) if tree is not None else ():
        data = script.text or ""
        if data.count("<") * len(data) > _MOST_STEPS:
            script.text = None
    for meta in tree.iter("meta") if tree is not None else ():
        if len(meta.get("content") or "") > _LONGEST_META:
            meta.set(
                "content", ""
            )  # titles and names are looked for in it by patterns that take the square of its length
    return tree
