"""The commands by which a person judges: who is one, who is not, who said it. What they say holds for good."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from flows.cli.asking import Limit, answer, nothing, print_answer
from flows.cli.exits import FINE, USAGE, Stop
from flows.cli.program import CARE, Json, app
from flows.cli.quoting import quotes_app

if TYPE_CHECKING:
    from flows.judging import Judged

_FIX = """\
Examples:
  onrecord quotes fix q_0123456789abcdef --speaker "Wang Wenbin"
  onrecord quotes fix q_0123456789abcdef --speaker "Ada Newcomer" --new
  onrecord quotes fix q_0123456789abcdef --nobody --note "the paper's own words"

It holds for good, whatever extractor reads the article again. The figure that
is credited now is alerted, labelled as a correction; where a wrong alert had
gone, a correction follows. Ids of quotes: onrecord quotes NAME
"""
_ENTITIES = """\
Examples:
  onrecord entities
  onrecord entities zelensky
  onrecord entities n_0123456789abcdef --json
  onrecord entities merge "Volodymyr Zelensky" "Wolodymyr Selenskyj"
  onrecord entities split "Michael Jordan" --article a_0123456789abcdef
  onrecord entities undo j_0123456789abcdef
"""
_MERGE = """\
Examples:
  onrecord entities merge "Ali Khamenei" "Ayatollah Khamenei"
  onrecord entities merge n_0123456789abcdef xi-jinping --note "same man"

The tracked figure stays, else the one known first; the other id goes on resolving.
"""
_SPLIT = """\
Examples:
  onrecord entities split NATO --alias "National Association of Theatre Owners"
  onrecord entities split "Michael Jordan" --article a_0123456789abcdef

Undo an automatic decision with it: a spelling that was taken for this entity is
somebody of its own from now on, in articles to come, too.
"""
_UNDO = "Example:\n  onrecord entities undo j_0123456789abcdef\n\nIds of judgements: onrecord entities NAME\n"
_COLUMNS = {
    "name": "name",
    "type": "type",
    "count_articles": "articles",
    "count_statements": "statements",
    "figure_key": "figure",
    "entity_id": "id",
}
_HEADINGS = {"spelling": "Spellings, and why", "judgement": "Judgements", "article": "Articles, the newest first"}

Note = Annotated[str | None, Parameter(name="--note")]
entities_app = App(
    name="entities",
    group=CARE,
    usage="Usage: onrecord entities [NAME] [OPTIONS]\n       onrecord entities merge|split|undo … [OPTIONS]",
    help_epilogue=_ENTITIES,
    help_format="plaintext",
    version_flags=[],
)
app.command(entities_app)


@quotes_app.command(help_epilogue=_FIX)
def fix(
    quote: str,
    /,
    *,
    speaker: str | None = None,
    nobody: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    new: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    note: Note = None,
    json: Json = False,
) -> int:
    """Say who said it: a correction that holds for good.

    Args:
        quote: the id of a quote
        speaker: a figure's key, or the name, any alias or the id of who said it
        nobody: nobody who is named said it
        new: take a name that is not known yet for somebody new
        note: why, for those who look it up later
        json: one line of JSON
    """
    from flows.judging import fix_quote

    if (speaker is None) == (not nobody):
        raise Stop("Say who said it: --speaker NAME, or --nobody. See: onrecord quotes fix --help", USAGE)
    hint = " If the name is right, add --new." if not new else ""
    return _print(_done(lambda: fix_quote(quote, speaker, is_new=new, note=note), hint), as_json=json)


@entities_app.default
def entities(name: str | None = None, /, *, limit: Limit = 20, json: Json = False) -> int:
    """Show who is who: with NAME, the spellings and why, the judgements and the articles; and judge about it.

    Args:
        name: an id, a figure's key, or a part of a name or spelling; all entities, if none is given
        limit: show at most so many entities, or articles of one
        json: one line of JSON an entity, or a thing known of the one that was named
    """
    from flows.cli.answers import as_dicts

    table = answer("entities", name=name, limit=limit)
    found = as_dicts(table)
    if not found:
        if name is None:
            return nothing("No entities yet. Bring in articles: onrecord run", as_json=json)
        raise Stop(f"{name}: nobody of that name was found.{_meant_perhaps(name)}")
    exact = [row for row in found if name in (row["entity_id"], row["name"], row["figure_key"])]
    if name is not None and (len(found) == 1 or len(exact) == 1):
        return _one((exact or found)[0], limit=limit, as_json=json)
    print_answer(table, as_json=json, columns=_COLUMNS)
    return FINE


def _one(entity: dict[str, object], *, limit: int, as_json: bool) -> int:
    from itertools import groupby

    from flows.cli.answers import as_dicts
    from flows.cli.tables import cell, clean

    table = answer("entity", entity=entity["entity_id"], limit=limit)
    if as_json:
        print_answer(table, as_json=True)
        return FINE
    figure = f", tracked as {entity['figure_key']}" if entity["figure_key"] else ""
    print(clean(f"{entity['name']}  {entity['type']}, {entity['entity_id']}{figure}"))
    for part, rows in groupby(as_dicts(table), key=lambda row: str(row["part"])):
        print(f"\n{_HEADINGS[part]}")
        for row in rows:
            about = (row["reason"], None if part == "spelling" else row["id"], cell(row["known_at"])[:10])
            print("  " + clean(" · ".join(str(piece) for piece in (row["name"], *about) if piece)))
    return FINE


@entities_app.command(help_epilogue=_MERGE)
def merge(one: str, other: str, /, *, note: Note = None, json: Json = False) -> int:
    """Say that two entities are one, for good.

    Args:
        one: the name, any alias, the id or the figure's key of one of them
        other: that of the other
        note: why, for those who look it up later
        json: one line of JSON
    """
    from flows.judging import merge_entities

    return _print(_done(lambda: merge_entities(one, other, note=note)), as_json=json)


@entities_app.command(help_epilogue=_SPLIT)
def split(
    entity: str,
    /,
    *,
    alias: str | None = None,
    article: str | None = None,
    note: Note = None,
    json: Json = False,
) -> int:
    """Say that a spelling, or an article's use of the name, is somebody else, for good.

    Args:
        entity: the name, any alias, the id or the figure's key of an entity
        alias: the spelling that means somebody else
        article: the id of the article in which the name means somebody else
        note: why, for those who look it up later
        json: one line of JSON
    """
    from flows.judging import split_entity

    if alias is None and article is None:
        raise Stop("Say what is split off: --alias NAME or --article ID. See: onrecord entities split --help", USAGE)
    return _print(_done(lambda: split_entity(entity, alias=alias, article_id=article, note=note)), as_json=json)


@entities_app.command(help_epilogue=_UNDO)
def undo(judgement: str, /, *, json: Json = False) -> int:
    """Take a merge or a split back.

    Args:
        judgement: its id, as `onrecord entities NAME` shows it
        json: one line of JSON
    """
    from flows.judging import undo_judgement

    return _print(_done(lambda: undo_judgement(judgement)), as_json=json)


def _done(judge: "Callable[[], Judged]", hint: str = "") -> "Judged":
    """What the judgement came to; where a name is not known, a `Stop` that says who may have been meant."""
    from flows.judging import UnknownName

    try:
        return judge()
    except UnknownName as error:
        raise Stop(f"{error}{_meant_perhaps(error.name)}{hint}") from error


def _meant_perhaps(name: str) -> str:
    from flows.cli.answers import as_dicts, bearers, near_names
    from flows.cli.asking import published

    if not published().exists():
        return ""
    names = {row["name"]: row["entity"] for row in as_dicts(answer("names"))}
    near = bearers(name, names)[:3] or near_names(name, names)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def _print(judged: "Judged", *, as_json: bool) -> int:
    from flows.cli.tables import clean, json_line

    if as_json:
        said = {"judgement_id": judged.judgement_id, "said": judged.said}
        counts = {"count_statements": judged.count_statements, "count_alerts": judged.count_alerts}
        print(json_line({**said, **counts, "is_published": judged.publication.is_published}))
        return FINE
    print(clean(judged.said))
    print(f"{judged.count_statements} statements are credited otherwise; {judged.count_alerts} alerts follow.")
    print(clean(f"On record as {judged.judgement_id}. {judged.publication.reason}"))
    return FINE
