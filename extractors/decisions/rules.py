"""Rules held against a statement: is every condition met, by which report, and in what words does a person read that?

Premises: a rule is met by what its figure is credited with, in reports that are news. `kinds`, `min_confidence`,
`words` and `topic` have to be met by one and the same report; silence, event and sources are the statement's. What was
said before is what was on record before, whatever was found to be older since: so the answer for a statement stays the
same however late it is asked for. A silence that On Record cannot look behind counts as one: an alert too many can be
read away, one too few is never seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from extractors.decisions.rule_words import first_match
from extractors.records import AlertRule, ArticleWords, Conditions, Dossier, Report, Standing, Topic

ANY_STATEMENT = "any statement"
EDITED = "edited after publication"
_NO_WORDS: Mapping[str, ArticleWords] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Met:
    """That a rule is met: the report that meets it, how many independent sources there are, each condition's how."""

    report: Report
    count_sources: int
    said: tuple[str, ...] = ()


def meet(
    rule: AlertRule,
    dossier: Dossier,
    reports: Iterable[Report],
    articles: Mapping[str, ArticleWords] = _NO_WORDS,
) -> Met | None:
    """How the statement, as these of its reports have it, meets the rule; None where it does not."""
    wanted = rule.conditions
    if wanted.is_edits:  # what is said does not meet it: see `edit_alerts`
        return None
    credited = [report for report in reports if report.entity_id == rule.entity_id]
    count_sources = len({report.source_id for report in credited})
    if not credited or count_sources < wanted.min_sources:
        return None
    before = _before(wanted, dossier, rule.entity_id)
    if before is None:
        return None
    for report in credited:
        words = _of_report(wanted, report, articles)
        if words is not None:
            sources = (f"{count_sources} independent sources",) if wanted.min_sources > 1 else ()
            return Met(report, count_sources, (*words, *before, *sources))
    return None


def _of_report(wanted: Conditions, report: Report, articles: Mapping[str, ArticleWords]) -> tuple[str, ...] | None:
    """How one report meets the conditions that one report has to meet."""
    if (wanted.kinds and report.kind not in wanted.kinds) or report.confidence < wanted.min_confidence:
        return None
    said = []
    if wanted.words:
        found = first_match(wanted.words, report.text)
        if found is None:
            return None
        said.append(f"with “{found}”")
    if wanted.topic:
        found = _about(wanted.topic, articles.get(report.article_id), report)
        if found is None:
            return None
        said.append(found)
    return tuple(said)


def _about(topic: Topic, article: ArticleWords | None, report: Report) -> str | None:
    """How the report's article is about the topic: by an entity that it names, else by a word."""
    if article is not None and not article.names.isdisjoint(topic.names):
        return f"in an article that names {topic.name}"
    texts = (report.text,) if article is None else (report.text, article.title or "", article.text)
    found = next((word for text in texts if (word := first_match(topic.words, text))), None)
    return None if found is None else f"on {topic.name} (“{found}”)"


def _before(wanted: Conditions, dossier: Dossier, entity_id: str) -> tuple[str, ...] | None:
    """How the statement meets the conditions that ask for what was said before it."""
    standing = next((one for one in dossier.standings if one.entity_id == entity_id), None)
    said = []
    if wanted.silence_days is not None:
        silence = _silence(wanted.silence_days, standing)
        if silence is None:
            return None
        said.append(silence)
    if wanted.is_first_on_event:
        if dossier.event_id and standing and not standing.is_first_on_event:
            return None
        said.append("the first on this event")
    return tuple(said)


def _silence(days: float, standing: Standing | None) -> str | None:
    if standing is None or standing.last_said_at is None:
        return "the first on record"
    silent = standing.said_at - standing.last_said_at
    if silent < timedelta(days=days):
        return None
    return f"the first in {silent.days} days (the last: {standing.last_said_at:%Y-%m-%d})"


# --- what a rule waits for, in words ----------------------------------------------------------------------------------


def described(wanted: Conditions) -> str:
    """The conditions in words, always the same for the same: by them a rule without a name keeps its id."""
    said = [
        f"first in {wanted.silence_days:g} days" if wanted.silence_days is not None else "",
        "first on this event" if wanted.is_first_on_event else "",
        f"with {_listed(wanted.words)}" if wanted.words else "",
        _topic(wanted.topic) if wanted.topic else "",
        " or ".join(sorted(wanted.kinds)) if wanted.kinds else "",
        f"speaker {wanted.min_confidence:g} sure" if wanted.min_confidence else "",
        f"{wanted.min_sources} sources" if wanted.min_sources > 1 else "",
        EDITED if wanted.is_edits else "",
    ]
    return "; ".join(filter(None, said)) or ANY_STATEMENT


def _topic(topic: Topic) -> str:
    return f"on {topic.name}" + (f" ({_listed(topic.words)})" if topic.words and topic.words != (topic.name,) else "")


def _listed(words: Sequence[str]) -> str:
    return " or ".join(f"“{word}”" for word in sorted(words, key=str.casefold))
