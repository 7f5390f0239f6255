"""When a feed asks not to be polled: RSS's `skipHours` and `skipDays`, of which feedparser keeps only the last."""

from collections.abc import Iterator

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST = 50  # of either: a day has 24


def skip_hours(body: bytes) -> frozenset[int]:
    """The hours of GMT, 0 to 23, in which the feed asks not to be polled. RSS 0.91 says 24 for 0."""
    found = (value for value in _values(body, "skipHours", "hour") if value.isascii() and value.isdigit())
    return frozenset(int(value) % 24 for value in found if len(value) <= 2 and int(value) <= 24)


def skip_days(body: bytes) -> frozenset[int]:
    """The days of GMT, 0 for Monday, on which the feed asks not to be polled."""
    return frozenset(_DAYS.index(value.lower()) for value in _values(body, "skipDays", "day") if value.lower() in _DAYS)


def _values(body: bytes, outer: str, inner: str) -> Iterator[str]:
    if outer.encode() not in body:  # as in nearly all feeds
        return
    from lxml import etree

    # what is damaged is read as far as it can be; entities and whatever lies outside are left alone
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    found = root.iterfind(f".//{{*}}channel/{{*}}{outer}/{{*}}{inner}") if root is not None else ()
    for number, element in enumerate(found):
        if number < _MOST:
            yield (element.text or "").strip()
