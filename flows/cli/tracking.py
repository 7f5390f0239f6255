"""The commands about whom is tracked and what alerts wait for: `figures`, which edits its file, and `rules`."""

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from flows.cli.asking import answer, nothing, print_answer
from flows.cli.exits import FINE, USAGE, Stop
from flows.cli.exporting import Export, export_answer, refuse_two_forms
from flows.cli.program import QUESTIONS, Json, app

if TYPE_CHECKING:
    from flows.back_testing import BackTest

_FIGURES = """\
Examples:
  onrecord figures
  onrecord figures add "António Guterres" --alias Guterres
  onrecord figures add NATO --type ORG --rule 'silence_days = 7'
  onrecord figures remove antonio-guterres
  onrecord figures rule "Xi Jinping" 'words = ["grain deal"], digest = "08:00 Europe/Paris"'
  onrecord figures rule "Xi Jinping" --remove 2

The file of the setting `figures` is changed; its comments stay. It holds from the
next cycle on. What was said before raises no alert, unless a rule asks for it:
  --rule 'since = 2026-11-01'
"""
_RULES = """\
Examples:
  onrecord rules
  onrecord rules test "Xi Jinping"
  onrecord rules test "Xi Jinping" --days 7 --rule 'words = ["trade"], min_sources = 2'
  onrecord rules test "Somebody Untracked" --json

A test tells what rules would have sent in the last days, from the published copy.
Nothing is written, nothing is sent.
"""
_COLUMNS = {
    "figure_key": "key",
    "name": "name",
    "count_statements": "statements",
    "count_outlets": "outlets",
    "last_quoted_at": "last quoted",
    "count_alerts": "alerts",
}
_RULE_COLUMNS = {
    "figure": "figure",
    "kind": "what it waits for",
    "quiet": "quiet",
    "digest": "digest",
    "count_alerts": "alerts",
    "last_alert_at": "last alert",
}
_NEXT = "It holds from the next cycle on: onrecord run; a running serve takes it up by itself."

figures_app = App(
    name="figures",
    group=QUESTIONS,
    usage="Usage: onrecord figures [OPTIONS]\n       onrecord figures add|remove|rule … [OPTIONS]",
    help_epilogue=_FIGURES,
    help_format="plaintext",
    version_flags=[],
)
rules_app = App(
    name="rules",
    group=QUESTIONS,
    usage="Usage: onrecord rules [OPTIONS]\n       onrecord rules test FIGURE [OPTIONS]",
    help_epilogue=_RULES,
    help_format="plaintext",
    version_flags=[],
)
app.command(figures_app)
app.command(rules_app)

Rules = Annotated[tuple[str, ...], Parameter(name="--rule", negative=())]
Aliases = Annotated[tuple[str, ...], Parameter(name="--alias", negative=())]


@figures_app.default
def figures(*, json: Json = False, export: Export = None) -> int:
    """Show whom you track, and how often each was quoted; add somebody, or take somebody out.

    Args:
        json: one line of JSON a figure
        export: write it to this file, .csv, .json, .jsonl or .parquet
    """
    refuse_two_forms(export, json=json)
    if export:
        return export_answer(export, "figures")
    table = answer("figures")
    if not table.rows:
        return nothing('Nobody is tracked. Add somebody: onrecord figures add "António Guterres"', as_json=json)
    print_answer(table, as_json=json, columns=_COLUMNS)
    return FINE


@figures_app.command(help_epilogue=_FIGURES)
def add(
    name: str,
    /,
    *,
    alias: Aliases = (),
    rule: Rules = (),
    key: str | None = None,
    type: Literal["PERSON", "ORG", "GPE"] = "PERSON",  # noqa: A002 - the option's name
) -> int:
    """Track somebody from now on.

    Args:
        name: the full name, as people search for it
        alias: another spelling that the news use; may be given again
        rule: what to be alerted to; may be given again [any statement]
        key: a short stable word, used in commands and ids [made of the name]
        type: what it is
    """
    from flows.files.figures_editing import add_figure
    from flows.settings import settings

    made = add_figure(settings().figures, name, key=key, aliases=alias, type_=type, rules=rule)
    print(f"{name} ({made}) is in {settings().figures}. {_NEXT}")
    for line in _namesakes(name, made):
        print(line)
    return FINE


def _namesakes(name: str, key: str) -> list[str]:
    """What a user has to know about entities of that name that are there already."""
    from extractors.cast.names import name_key
    from flows.cli.asking import published
    from warehouse.connection import reading
    from warehouse.judgements import entity_cards

    if not published().exists():
        return []
    with reading(published()) as con:
        cards = [card for card in entity_cards(con, name, name_key(name)) if not card.is_figure]
    if not cards:
        return []
    known = [f"  {card.entity_id}  {card.name} ({card.type}), in {card.count_articles} articles" for card in cards[:5]]
    said = f"{len(cards)} entities of that name are known already" if len(cards) > 1 else "That name is known already"
    return [
        f"{said}. What was said until now stays there; where it is the same one, make it the figure's:",
        *known,
        f"  onrecord entities merge {cards[0].entity_id} {key}     (after the next cycle)",
    ]


@figures_app.command(help_epilogue=_FIGURES)
def remove(name: str, /) -> int:
    """Track somebody no longer. What was found stays, with its alerts.

    Args:
        name: the figure's key, name or alias
    """
    from flows.files.figures_editing import remove_figure
    from flows.settings import settings

    key = remove_figure(settings().figures, name)
    print(f"{key} is no longer in {settings().figures}. {_NEXT} What was found stays.")
    return FINE


@figures_app.command(name="rule", help_epilogue=_FIGURES)
def rule_of(
    name: str,
    rule: str | None = None,
    /,
    *,
    remove: Annotated[int | None, Parameter(name="--remove")] = None,
) -> int:
    """Give a figure one more rule, or take one away.

    Args:
        name: the figure's key, name or alias
        rule: any statement, or what stands in a rule's table: silence_days = 30, words = ["grain deal"]
        remove: the number of a rule to take away, as they are listed
    """
    from flows.files.figures_editing import add_rule, remove_rule
    from flows.settings import settings

    if (rule is None) == (remove is None):
        raise Stop("State a rule, or the number of one to --remove. See: onrecord figures rule --help", USAGE)
    place = settings().figures
    stated = add_rule(place, name, rule) if rule is not None else remove_rule(place, name, remove or 0)
    print(f"The rules of {name} in {place} are now:")
    for number, said in enumerate(stated, 1):
        print(f"  {number}  {said}")
    print(_NEXT if stated else f"None: it is tracked without alerts. {_NEXT}")
    return FINE


@rules_app.default
def rules(*, json: Json = False) -> int:
    """Show what alerts wait for, when they are sent, and how many each rule made.

    Args:
        json: one line of JSON a rule
    """
    table = answer("rules")
    if not table.rows:
        return nothing("There are no rules. Each figure has one until you say otherwise.", as_json=json)
    print_answer(table, as_json=json, columns=_RULE_COLUMNS)
    return FINE


@rules_app.command(name="test", help_epilogue=_RULES)
def try_out(figure: str, /, *, days: float = 30, rule: str | None = None, json: Json = False) -> int:
    """Tell what a figure's rules, or one that you state, would have sent in the last days.

    Args:
        figure: a figure's key or name, or the name of anybody who was quoted
        days: how far back
        rule: the rule to test, instead of those in the file
        json: one line of JSON an alert
    """
    from datetime import UTC, datetime

    from flows.back_testing import back_test
    from flows.cli.back_tests import print_test, test_rows
    from flows.cli.tables import print_json
    from flows.settings import settings

    if not 0 < days <= 36500:
        raise Stop("--days: give a number of days, as in 30.", USAGE)
    found: BackTest = back_test(figure, days=days, rule=rule, settings=settings(), now=datetime.now(UTC))
    if json:
        print_json(*test_rows(found))
    else:
        print_test(found, days)
    return FINE
