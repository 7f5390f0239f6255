"""Average link: groups whose members are, in the mean, alike enough."""

from collections.abc import Callable, Sequence

Unit = tuple[str, ...]  # articles that stay together


def average_link(units: Sequence[Unit], likeness: Callable[[str, str], float], least: float) -> list[Unit]:
    """The groups that are left when the two most alike are joined, again and again, while they are `least` alike.

    Two groups are as alike as all pairs across them in the mean. Of equals the first in order of names is joined, so
    the order of the units does not matter. Takes cubic time in their number: give it a neighbourhood.
    """
    groups: dict[int, Unit] = dict(enumerate(sorted(tuple(sorted(unit)) for unit in units)))
    sums = {
        (a, b): sum(likeness(one, other) for one in groups[a] for other in groups[b])
        for a in groups
        for b in groups
        if a < b
    }
    while sums:
        (a, b), alike = max(
            ((pair, total / (len(groups[pair[0]]) * len(groups[pair[1]]))) for pair, total in sums.items()),
            key=lambda item: (item[1], -item[0][0], -item[0][1]),
        )
        if alike < least:
            break
        groups[a] += groups.pop(b)
        del sums[a, b]
        for other in groups:
            if other != a:
                gone = sums.pop((min(b, other), max(b, other)))
                sums[min(a, other), max(a, other)] += gone
    return [tuple(sorted(group)) for group in groups.values()]
