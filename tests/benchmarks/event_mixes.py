"""Mixes of labelled articles: what one set of them can be made into, to see how well events are told apart."""

import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

START = datetime(2025, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Report:
    """One labelled article."""

    id: str
    title: str | None
    text: str
    cluster: str
    at: datetime | None


Mix = tuple[list[Report], int]  # in order of arrival, and by how many at a time


def load(path: Path) -> list[Report]:
    """The articles of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Report(r["id"], r.get("title"), r["text"], r["cluster"], _day(r.get("published_at"))) for r in rows]


def _day(found: str | None) -> datetime | None:
    return datetime.fromisoformat(found[:10]).replace(tzinfo=UTC) if found else None


def half_of(cluster: str) -> int:
    """Which half an event is in: always the same."""
    return int(hashlib.sha1(cluster.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def shuffled(reports: Sequence[Report], seed: int) -> list[Report]:
    """In no order."""
    return random.Random(seed).sample(reports, len(reports))


def in_time(reports: Sequence[Report], seed: int) -> list[Report]:
    """By day; in no order within one."""
    return sorted(shuffled(reports, seed), key=lambda r: r.at or START)


def undated(reports: Sequence[Report]) -> list[Report]:
    """Without their dates."""
    return [replace(r, at=None) for r in reports]


def short(reports: Sequence[Report], words: int) -> list[Report]:
    """Their openings only, cut at the end of a sentence where one is near."""
    made = []
    for report in reports:
        found = list(re.finditer(r"\S+", report.text))
        text = report.text[: found[words - 1].end()] if len(found) > words else report.text
        ends = list(re.finditer(r'[.!?]["”’]?(?=\s|$)', text))
        made.append(replace(report, text=text[: ends[-1].end()] if ends and ends[-1].end() > len(text) * 0.6 else text))
    return made


def within_a_month(reports: Sequence[Report], seed: int) -> list[Report]:
    """Dated events keep their gaps and are spread over thirty days; undated ones get a day, some articles two more."""
    chance = random.Random(seed)
    first: dict[str, datetime] = {}
    for report in reports:
        first[report.cluster] = min(first.get(report.cluster, report.at or START), report.at or START)
    begin = {cluster: START + timedelta(days=int(chance.random() * 30)) for cluster in sorted(first)}
    late = [r.at - first[r.cluster] if r.at else timedelta(days=chance.choice([0, 0, 0, 1, 1, 2])) for r in reports]
    return [replace(r, at=begin[r.cluster] + days) for r, days in zip(reports, late, strict=True)]


def half_dated(reports: Sequence[Report], seed: int) -> list[Report]:
    """Every other one without its date."""
    chance = random.Random(seed)
    return [replace(r, at=None) if chance.random() < 0.5 else r for r in reports]


def thinned(reports: Sequence[Report], seed: int) -> list[Report]:
    """Of two events in five all but one article are left out."""
    chance = random.Random(seed)
    groups = _clusters(reports)
    return [r for c in sorted(groups) for r in ([chance.choice(groups[c])] if chance.random() < 0.4 else groups[c])]


def running(reports: Sequence[Report], seed: int, days: int = 21) -> list[Report]:
    """Each event cut into 1 to 30 parts of some hundred words, most with an opening sentence as background.

    The parts are the same for every seed, and follow one another over up to three weeks.
    """
    chance, when, made = random.Random(4), random.Random(seed), []
    groups = _clusters(reports)
    for cluster in sorted(groups):
        want, parts = chance.choice([1, 1, 2, 3, 5, 8, 12, 20, 30]), _parts(groups[cluster])
        leads = [_SENTENCE.split(r.text)[0][:300] for r in groups[cluster]]
        if not parts:
            continue
        if len(parts) > want:
            parts = [parts[at] for at in sorted(chance.sample(range(len(parts)), want))]
        chance.random()
        chance.shuffle(parts)
        begin, run = when.random() * days, min(days, len(parts) * 1.5)
        for at, part in enumerate(parts):
            text = (chance.choice(leads) + " " if chance.random() < 0.7 else "") + part
            gone = timedelta(days=int(begin + run * at / max(1, len(parts) - 1)))
            made.append(Report(f"{cluster}-{at}", None, text, cluster, START + gone))
    return made


_SENTENCE = re.compile(r'(?<=[.!?”"])\s+(?=[“"A-Z])')


def _parts(reports: Sequence[Report]) -> list[str]:
    parts = []
    for report in reports:
        now: list[str] = []
        for sentence in [s for part in _SENTENCE.split(report.text) if (s := part.strip())][1:]:
            now.append(sentence)
            if sum(len(s.split()) for s in now) >= 100:
                parts.append(" ".join(now))
                now = []
    return parts


def themes(reports: Sequence[Report], seed: int) -> list[Report]:
    """Events that share most words of their openings, by fours, two to four days after one another."""
    chance, groups = random.Random(seed), _clusters(reports)
    words = {c: Counter(w for r in groups[c] for w in set(re.findall(r"[A-Z]\w{3,}", r.text))) for c in sorted(groups)}
    spread = Counter(word for found in words.values() for word in found)
    begin: dict[str, float] = {}
    while left := [c for c in words if c not in begin]:
        first, day = left[0], chance.random() * 20
        near = sorted(left, key=lambda c: (c != first, -sum(1 / spread[w] for w in words[c] & words[first])))
        for cluster in chance.sample(near[:4], len(near[:4])):
            begin[cluster] = day
            day += chance.choice([2, 3, 4])
    return [
        replace(r, at=START + timedelta(days=int(begin[r.cluster]) + chance.choice([0, 0, 0, 1, 1]))) for r in reports
    ]


def _clusters(reports: Sequence[Report]) -> dict[str, list[Report]]:
    groups = defaultdict(list)
    for report in reports:
        groups[report.cluster].append(report)
    return groups


def _short_in_a_month(reports: Sequence[Report], seed: int) -> list[Report]:
    return in_time(within_a_month(reports, seed), seed)


def mixes(sets: dict[str, list[Report]]) -> dict[str, Callable[[int], Mix]]:
    """Each by its name, to be made with a seed."""
    made: dict[str, Callable[[int], Mix]] = {}

    def mix(name: str, size: int, make: Callable[[int], list[Report]]) -> None:
        made[name] = lambda seed: (make(seed), size)

    for name, reports in sets.items():
        cut = short(reports, 80)
        mix(name, 50, partial(in_time, reports))
        if any(r.at for r in reports):
            mix(f"{name} undated", 50, partial(shuffled, undated(reports)))
        mix(f"{name} short", 10, partial(shuffled, undated(cut)))
        mix(f"{name} short, a month", 10, partial(_short_in_a_month, cut))
    pool = [report for reports in sets.values() for report in reports]
    mix("all in a month", 50, lambda s: in_time(within_a_month(pool, s), s))
    mix("thinned, undated", 50, lambda s: shuffled(thinned(undated(pool), s), s))
    mix("thinned, half dated", 50, lambda s: shuffled(half_dated(thinned(within_a_month(pool, s), s), s), s))
    mix("running", 50, lambda s: in_time(running(pool, s), s))
    mix("running by 1", 1, lambda s: in_time(running(pool, s), s))
    mix("running, any order", 50, lambda s: shuffled(running(pool, s), s))
    mix("running, undated", 50, lambda s: shuffled(undated(running(pool, s)), s))
    for size in (1, 10, 50, 200):
        mix(f"themes by {size}", size, lambda s: in_time(themes(pool, s), s))
    return made
