"""A back-test as it is shown: what would have been sent, and when, how many a day, and beside what was sent."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from flows.cli.quoted import in_marks, shortened
from flows.cli.tables import clean, console, show_text

if TYPE_CHECKING:
    from flows.back_testing import BackTest, Tested

_LONGEST = 200  # characters of the words
_COLUMNS = (
    "would_decide_at", "would_send_at", "digest", "figure", "rule", "reason", "words", "kind", "outlet_count", "link",
    "statement_id", "quote_id", "alert_id", "was_sent",
)  # fmt: skip


def test_rows(found: "BackTest") -> tuple[Sequence[str], list[Sequence[object]]]:
    """The columns of a line of JSON, and a row for each alert."""
    return _COLUMNS, [_row(one, found.figure) for one in found.alerts]


def _row(one: "Tested", figure: str) -> Sequence[object]:
    alert, evidence = one.alert, one.alert.evidence
    words, kind, outlets, link = (
        (evidence.words, evidence.kind, len(evidence.outlets), evidence.link) if evidence else ("", "", 0, None)
    )
    return (
        alert.decided_at, alert.due_at, alert.digest, figure, one.rule.kind, alert.reason, words, kind, outlets, link,
        alert.statement_id, alert.quote_id, alert.alert_id, one.was_sent,
    )  # fmt: skip


def print_test(found: "BackTest", days: float) -> None:
    """Print the alerts in the order in which they would have been sent, then how many a day, and the comparison."""
    target = console(None)
    waiting = "; ".join(rule.kind for rule in found.rules)
    show_text(target, Text(f"{clean(found.figure)}, the last {days:g} days", style="bold"))
    show_text(target, Text(f"rules: {clean(waiting)}", style="dim"))
    if not found.alerts:
        show_text(target, Text("Nothing would have been sent."))
    for one in sorted(found.alerts, key=lambda tested: (tested.alert.due_at, tested.alert.decided_at)):
        alert, evidence = one.alert, one.alert.evidence
        when = f"{alert.due_at:%Y-%m-%d %H:%M} UTC" + (f", digest {alert.digest}" if alert.digest else "")
        show_text(target, Text(f"{when}{'' if one.was_sent else ', new'}", style="dim"))
        words = in_marks(shortened(clean(evidence.words), _LONGEST), evidence.kind) if evidence else alert.statement_id
        show_text(target, Text(words), indent=2)
        show_text(target, Text(clean(alert.reason), style="dim"), indent=2)
    _show_counts(found)


def _show_counts(found: "BackTest") -> None:
    target = console(None)
    if not found.alerts:
        _show_only_sent(found)
        return
    by_day = Counter(f"{one.alert.due_at:%Y-%m-%d}" for one in found.alerts)
    messages = len({(one.alert.digest, one.alert.due_at) if one.alert.digest else one.alert for one in found.alerts})
    target.print()
    show_text(target, Text("A day (UTC): " + ", ".join(f"{day} {count}" for day, count in sorted(by_day.items()))))
    total = f"{_count(len(found.alerts), 'alert')} in {_count(messages, 'message')} a channel"
    new = sum(not one.was_sent for one in found.alerts)
    show_text(target, Text(f"{total}; for {new} of them there was none in fact."))
    _show_only_sent(found)


def _show_only_sent(found: "BackTest") -> None:
    if found.only_sent:
        said = f"{_count(found.only_sent, 'statement')} alerted in fact would be passed over by these rules."
        show_text(console(None), Text(said))


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
