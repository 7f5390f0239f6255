"""How well events are told apart in many mixes of labelled articles, and what each setting is worth: B-cubed F1.

    python tests/benchmarks/event_robustness.py A.jsonl B.jsonl --cache read.pickle [--half 0] [--shuffles 3]
        [--settings "as it is,no contrast,likeness._UNSEEN=3"] [--mixes "running.*"]

An article a line: {"id", "title", "text", "published_at" or null, "cluster": its event}. One set of articles says
little about another, so each is made into mixes (`event_mixes.py`): short, undated, within a month, thinned, cut into
running stories, events of one theme a few days apart, by batches of 1 to 200. Columns are settings: `as it is` is the
code's own, each other has one thing changed. A difference below the spread over shuffles (last line) is none. Tune on
one half of the events, believe the other. The warehouse's choice of candidates is imitated in memory;
`event_clusters.py` has it real.
"""

import argparse
import hashlib
import math
import pickle
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, pstdev

from event_mixes import Report, half_of, load, mixes

from extractors.decisions import events, likeness, linkage
from extractors.decisions.copies import fold_copies
from extractors.decisions.profiles import profile
from extractors.extraction import extract_all
from extractors.records import ArticleProfile, Background, Extraction, PendingText, Published, Term
from flows.language import language_model

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = 86400.0

# One thing changed in each: module, name, value.
SETTINGS: dict[str, list[tuple[object, str, float]]] = {
    "as it is": [],
    "no unseen": [(likeness, "_UNSEEN", 0)],
    "no strangers": [(likeness, "_STRANGERS", 1.0)],
    "no contrast": [(linkage, "_CONTRAST", 0.0)],
    "not surer": [(linkage, "_SURER", 0.0)],
    "named pairs": [(likeness, "_NAMED_PAIR_WEIGHT", 0.6)],
    "least .095": [(events, "LEAST", 0.095)],
    "least .115": [(events, "LEAST", 0.115)],
}


@dataclass(slots=True)
class Shelf:
    """What is stored, and the question for what a batch may belong to (`warehouse/reads/`, in memory)."""

    profiles: dict[str, ArticleProfile] = field(default_factory=dict)
    by_key: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    event: dict[str, str] = field(default_factory=dict)
    story: dict[str, str] = field(default_factory=dict)
    by_band: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    terms: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)

    def take(self, batch: Sequence[ArticleProfile]) -> None:
        """Decides a batch and keeps what was decided."""
        old = self.candidates(batch)
        self.story |= {copy.article_id: copy.story_id for copy in fold_copies(batch, old, NOW)}
        new, known = ([replace(p, story_id=self.story.get(p.article_id)) for p in some] for some in (batch, old))
        decisions = events.assign_events(new, known, NOW, self.background())
        for one in batch:
            self.profiles[one.article_id] = one
            self.terms.update(term.lemma for term in one.terms)
            self.names.update(name.lemma for name in one.names)
            for key in one.keys:
                self.by_key[key].append(one.article_id)
            for band in set(one.bands):
                self.by_band[band].append(one.article_id)
        for redirect in decisions.redirects:
            for article_id in sorted(self.members[redirect.event_id]):
                self.put(article_id, redirect.to_event_id)
        for move in decisions.moves:
            self.put(move.article_id, move.to_event_id)
        for assignment in decisions.assignments:
            self.put(assignment.article_id, assignment.event_id)

    def put(self, article_id: str, event_id: str) -> None:
        if article_id in self.event:
            self.members[self.event[article_id]].discard(article_id)
        self.event[article_id] = event_id
        self.members[event_id].add(article_id)

    def candidates(self, batch: Sequence[ArticleProfile]) -> list[ArticleProfile]:
        """Of each article the likest few, the likest members of the likest events, and what may be its copies."""
        chosen: set[str] = set()
        for one in batch:
            score: dict[str, float] = defaultdict(float)
            for key in one.keys:
                for other in self.by_key.get(key, ()):
                    score[other] += math.log(1 + 1e6 / len(self.by_key[key]))
            near = {a: s for a, s in score.items() if _may_meet(one, self.profiles[a])}
            top = sorted(near, key=lambda a: (-near[a], a))
            chosen.update(top[:8])
            for event_id in list(dict.fromkeys(self.event[a] for a in top))[:4]:
                members = sorted(self.members[event_id])
                chosen.update(sorted(members, key=lambda a: -near.get(a, 0.0))[:12] + members[:6])
            chosen.update(a for band in set(one.bands) for a in self.by_band.get(band, ()))
        stories = {self.story[a] for a in chosen if a in self.story}
        chosen.update(a for a, s in self.story.items() if s in stories)
        return [replace(self.profiles[a], event_id=self.event[a]) for a in sorted(chosen)]

    def background(self) -> Background:
        """In how many of the articles each word and name is: the warehouse asks 600, these sets have hardly more."""
        common = [
            tuple(Term(key, count) for key, count in sorted(found.items()) if count > 1)
            for found in (self.terms, self.names)
        ]
        return Background(len(self.profiles), *common)


def _time(one: ArticleProfile) -> float:
    return (one.published_at or one.first_seen_at).timestamp()


def _may_meet(one: ArticleProfile, other: ArticleProfile) -> bool:
    return None in (one.published_at, other.published_at) or abs(_time(one) - _time(other)) <= 14 * DAY


# Reading, running, scoring


@dataclass(slots=True)
class Reader:
    """Profiles of articles; what the model read is kept in a file, for mixes share most of their texts."""

    model: str
    cache: Path | None
    known: dict[str, Extraction] = field(default_factory=dict)
    made: dict[Report, ArticleProfile] = field(default_factory=dict)

    def profiles(self, reports: Sequence[Report]) -> list[ArticleProfile]:
        keys = [hashlib.sha1(r.text.encode(), usedforsecurity=False).hexdigest() for r in reports]
        new = {key: r.text for key, r in zip(keys, reports, strict=True) if key not in self.known}
        if new:
            found = extract_all(language_model(self.model), list(new.values()))
            self.known |= {key: replace(e, quotes=()) for key, e in zip(new, found, strict=True)}
            if self.cache:
                self.cache.write_bytes(pickle.dumps(self.known))
        return [self.profile(r, self.known[key]) for key, r in zip(keys, reports, strict=True)]

    def profile(self, report: Report, found: Extraction) -> ArticleProfile:
        """The same article has the same profile in every mix, but for its date."""
        plain = replace(report, at=None)
        if plain not in self.made:
            self.made[plain] = profile(_pending(plain), found)
        return replace(self.made[plain], published_at=report.at)


def _pending(report: Report) -> PendingText:
    article_id = "a_" + hashlib.sha1(report.id.encode(), usedforsecurity=False).hexdigest()[:16]
    return PendingText("v_" + report.id, article_id, report.text, report.title, Published(), NOW, False, False, True)


def b_cubed(truth: Sequence[str], found: Sequence[str]) -> tuple[float, float]:
    """Precision and recall, each the mean over articles."""
    both, ours, theirs = Counter(zip(truth, found, strict=True)), Counter(found), Counter(truth)
    shares = [(both[t, f] / ours[f], both[t, f] / theirs[t]) for t, f in zip(truth, found, strict=True)]
    return mean(p for p, _ in shares), mean(r for _, r in shares)


def measured(reports: Sequence[Report], profiles: Sequence[ArticleProfile], size: int) -> tuple[float, float, float]:
    """B-cubed F1, precision and recall of one mix."""
    shelf = Shelf()
    for at in range(0, len(profiles), size):
        shelf.take(profiles[at : at + size])
    precision, recall = b_cubed([r.cluster for r in reports], [shelf.event[p.article_id] for p in profiles])
    return 2 * precision * recall / (precision + recall), precision, recall


@contextmanager
def changed(setting: str) -> Iterator[None]:
    """The code with one thing changed: a name of SETTINGS, or `likeness._UNSEEN=3` and the like."""
    modules = {"events": events, "likeness": likeness, "linkage": linkage}
    asked = SETTINGS.get(setting)
    if asked is None:
        pairs = [part.partition("=") for part in setting.split("+")]
        asked = [(modules[n.partition(".")[0]], n.partition(".")[2], float(value)) for n, _, value in pairs]
    before = [(module, name, getattr(module, name)) for module, name, _ in asked]
    for module, name, value in asked:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--model", default="")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--half", type=int, choices=[0, 1])
    parser.add_argument("--shuffles", type=int, default=3)
    parser.add_argument("--settings", default=",".join(SETTINGS))
    parser.add_argument("--mixes", default="", help="a regular expression: only those whose name it matches")
    args = parser.parse_args()
    known = pickle.loads(args.cache.read_bytes()) if args.cache and args.cache.exists() else {}
    reader = Reader(args.model, args.cache, known)
    sets = {p.stem: [r for r in load(p) if args.half is None or half_of(r.cluster) == args.half] for p in args.files}
    settings = args.settings.split(",")
    sys.stdout.write(f"{'':26}" + "".join(f"{name:>24}" for name in settings) + "\n")
    scores: dict[str, list[list[float]]] = {name: [] for name in settings}
    for name, make in mixes(sets).items():
        if not re.fullmatch(args.mixes or ".*", name):
            continue
        line = f"{name:26}"
        made = [make(seed) for seed in range(args.shuffles)]
        read = [reader.profiles(reports) for reports, _ in made]
        for setting in settings:
            with changed(setting):
                found = [measured(r, p, size) for (r, size), p in zip(made, read, strict=True)]
            f1, precision, recall = (mean(values) for values in zip(*found, strict=True))
            scores[setting].append([one[0] for one in found])
            line += f"{f1:12.4f} {precision:.3f}/{recall:.3f}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    sys.stdout.write(f"{'mean':26}" + "".join(f"{mean(map(mean, scores[s])):12.4f}{'':12}" for s in settings) + "\n")
    spread = {s: pstdev([mean(column) for column in zip(*scores[s], strict=True)]) for s in settings}
    sys.stdout.write(f"{'spread over shuffles':26}" + "".join(f"{spread[s]:12.4f}{'':12}" for s in settings) + "\n")


if __name__ == "__main__":
    main()
