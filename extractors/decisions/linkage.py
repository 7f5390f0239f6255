"""Average link: groups whose members are, in the mean, alike enough, and near enough in time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

Unit = tuple[str, ...]  # articles that stay together

# Two groups are one when they are not much less alike than the looser of them is within: reports of two matches of one
# team share its names, but those of either match share far more.
_CONTRAST = 0.45  # times

# The mean of many pairs is surer than that of a few, so less of it will do: times their number to this power.
_SURER = 0.03


@dataclass(slots=True)
class _Pair:
    """Two groups: the sum of the likenesses of all pairs across them, the days between the nearest, what follows."""

    total: float
    days: float | None
    alike: float = 0.0


@dataclass(slots=True)
class _Within:
    """How alike the members of a group are: of a unit unknown, for copies are no two reports, so it never counts."""

    total: float = 0.0
    count: int = 0

    @property
    def mean(self) -> float:
        """The mean of the pairs within, 0 where there are none."""
        return self.total / self.count if self.count else 0.0

    def take(self, other: "_Within", total: float, count: int) -> None:
        """Takes in another group, and the pairs across."""
        self.total += other.total + total
        self.count += other.count + count


def average_link(
    units: Sequence[Unit],
    likeness: Callable[[str, str], float],
    least: float,
    day: Callable[[str], float | None] = lambda _: None,
    nearness: Callable[[float | None], float] = lambda _: 1.0,
) -> list[Unit]:
    """The groups that are left when the two most alike are joined, again and again, while they are `least` alike.

    Two groups are as alike as all pairs across them in the mean, times the nearness in time of the two members that
    are nearest: a story that runs for weeks is met where it stands. Groups that hold together far better than to one
    another stay apart, however alike they are: short texts that share a name are more alike than long ones. Of equals
    the first in order of names is joined, so the order of the units does not matter. Takes cubic time in their number:
    give it a neighbourhood.
    """
    groups: dict[int, Unit] = dict(enumerate(sorted(tuple(sorted(unit)) for unit in units)))
    pairs = _pairs(groups, likeness, day)
    within = {at: _Within() for at in groups}

    def weigh(at: tuple[int, int]) -> None:
        one, other = at
        pair, count = pairs[at], len(groups[one]) * len(groups[other])
        alike = pair.total / count * count**_SURER * nearness(pair.days)
        is_apart = alike < _CONTRAST * min(within[one].mean, within[other].mean)
        pair.alike = 0.0 if is_apart else round(alike, 9)

    for at in pairs:
        weigh(at)
    while pairs:
        a, b = max(pairs, key=lambda at: (pairs[at].alike, -at[0], -at[1]))
        joined = pairs.pop((a, b))
        if joined.alike < least:
            break
        within[a].take(within.pop(b), joined.total, len(groups[a]) * len(groups[b]))
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
