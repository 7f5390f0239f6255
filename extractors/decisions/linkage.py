"""Average link: groups whose members are, in the mean, alike enough, and near enough in time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

Unit = tuple[str, ...]  # articles that stay together


@dataclass(slots=True)
class _Pair:
    """Two groups: the sum of the likenesses of all pairs across them, the days between the nearest, what follows."""

    total: float
    days: float | None
    alike: float = 0.0


def average_link(
    units: Sequence[Unit],
    likeness: Callable[[str, str], float],
    least: float,
    day: Callable[[str], float | None] = lambda _: None,
    nearness: Callable[[float | None], float] = lambda _: 1.0,
) -> list[Unit]:
    """The groups that are left when the two most alike are joined, again and again, while they are `least` alike.

    Two groups are as alike as all pairs across them in the mean, times the nearness in time of the two members that
    are nearest: a story that runs for weeks is met where it stands. Of equals the first in order of names is joined,
    so the order of the units does not matter. Takes cubic time in their number: give it a neighbourhood.
    """
    groups: dict[int, Unit] = dict(enumerate(sorted(tuple(sorted(unit)) for unit in units)))
    pairs = _pairs(groups, likeness, day)

    def weigh(at: tuple[int, int]) -> None:
        pair = pairs[at]
        pair.alike = round(pair.total / (len(groups[at[0]]) * len(groups[at[1]])) * nearness(pair.days), 9)

    for at in pairs:
        weigh(at)
    while pairs:
        a, b = max(pairs, key=lambda at: (pairs[at].alike, -at[0], -at[1]))
        if pairs.pop((a, b)).alike < least:
            break
        groups[a] += groups.pop(b)
        for other in groups.keys() - {a}:
            gone, kept = pairs.pop((min(b, other), max(b, other))), pairs[min(a, other), max(a, other)]
            kept.total += gone.total
            kept.days = min((found for found in (kept.days, gone.days) if found is not None), default=None)
            weigh((min(a, other), max(a, other)))
    return [tuple(sorted(group)) for group in groups.values()]


def _pairs(
    groups: dict[int, Unit], likeness: Callable[[str, str], float], day: Callable[[str], float | None]
) -> dict[tuple[int, int], _Pair]:
    """Every two of the groups, not yet weighed."""
    days = {at: [found for a in group if (found := day(a)) is not None] for at, group in groups.items()}
    return {
        (a, b): _Pair(
            sum(likeness(one, other) for one in groups[a] for other in groups[b]), days_between(days[a], days[b])
        )
        for a, b in combinations(groups, 2)
    }


def days_between(some: Sequence[float], others: Sequence[float]) -> float | None:
    """The fewest days between two groups, None where one of them has no date."""
    return min((abs(one - other) for one in some for other in others), default=None)
