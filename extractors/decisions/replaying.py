"""What rules would have sent, had they been there from the start: the same decision, one batch after the other.

Premise: what is stored tells what was read when. Merges, folds, corrections and judgements made since count as if they
had been known from the start, and a text that a newer extractor read again as it is read now: so the answer is exact
where nothing of that kind came later, and what rules would send of the same news today where it did.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from extractors.decisions.alerts import decide_alerts
from extractors.records import AlertDecision, AlertRule, ArticleWords, Dossier

_NO_WORDS: Mapping[str, ArticleWords] = MappingProxyType({})


def replay(
    dossiers: Sequence[Dossier],
    rules: Sequence[AlertRule],
    since: datetime,
    articles: Mapping[str, ArticleWords] = _NO_WORDS,
) -> tuple[AlertDecision, ...]:
    """The alerts that the rules would have made since then, in the order of time."""
    always = [replace(rule, since=None, is_looking_back=False) for rule in rules]
    batches: dict[datetime, set[str]] = defaultdict(set)
    for dossier in dossiers:
        for report in dossier.reports:
            batches[report.read_at].add(dossier.statement_id)
    by_id = {dossier.statement_id: dossier for dossier in dossiers}
    existing: set[str] = set()
    made: list[AlertDecision] = []
    for now in sorted(batches):
        touched = [_as_of(by_id[key], now) for key in sorted(batches[now])]
        alerts = decide_alerts(touched, always, existing, now, articles)
        existing |= {alert.alert_id for alert in alerts}
        made += (alert for alert in alerts if alert.decided_at >= since)
    return tuple(sorted(made, key=lambda alert: (alert.decided_at, alert.alert_id)))


def _as_of(dossier: Dossier, now: datetime) -> Dossier:
    """The statement with the reports that were read until then."""
    return replace(dossier, reports=tuple(report for report in dossier.reports if report.read_at <= now))
