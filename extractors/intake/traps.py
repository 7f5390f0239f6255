"""What a library would take minutes or hours for, taken out of a parsed page before it gets there."""

from typing import Any

_LINKED_DATA = frozenset({"application/ld+json", "application/settings+json"})
_MOST_STEPS = 100_000_000  # of a search that begins again at each `<` and goes on to the end: a second or two
_LONGEST_META = 20_000  # characters of what a page says of itself in one tag
_COUNT_LINKS, _COUNT_BOXES = "count(//a)", "count(//div) + count(//footer)"
_FOOTERS = "//footer | //div[contains(@class, 'footer') or contains(@id, 'footer')]"
_MOST_COMPARED = 1_000_000_000  # links of footers, each with each, once a footer: a second or two


def without_traps(tree: Any) -> Any:
    """The same page, linked data emptied that is full of open tags, endless meta tags, too; few footers in footers."""
    if tree is not None:
        _empty_linked_data(tree)
        _empty_endless_meta(tree)
        _rename_footers(tree)
    return tree


def _empty_linked_data(tree: Any) -> None:
    """Nothing. Trafilatura takes tags out of it by a pattern whose time grows with their number times the length.

    Real linked data has a few, in the text of an article.
    """
    for script in tree.iter("script"):
        data = (script.text or "") if script.get("type") in _LINKED_DATA else ""
        if data.count("<") * len(data) > _MOST_STEPS:
            script.text = None


def _empty_endless_meta(tree: Any) -> None:
    """Nothing. Titles and names are looked for in meta tags by patterns that take the square of their length."""
    for meta in tree.iter("meta"):
        if len(meta.get("content") or "") > _LONGEST_META:
            meta.set("content", "")


def _rename_footers(tree: Any) -> None:
    """Nothing. Trafilatura asks each footer for all links in it, and compares each with all that it has found before.

    Footers within others are renamed, where there are too many of both: their links are found in the outer one, too.
    """
    links = tree.xpath(_COUNT_LINKS) ** 2
    if links * tree.xpath(_COUNT_BOXES) <= _MOST_COMPARED:  # were they all footers
        return
    footers = tree.xpath(_FOOTERS)
    if links * len(footers) <= _MOST_COMPARED:
        return
    found = set(footers)
    for footer in footers:
        if not found.isdisjoint(footer.iterancestors()):
            footer.tag = "div"
            for name in ("class", "id"):
                footer.attrib.pop(name, None)
