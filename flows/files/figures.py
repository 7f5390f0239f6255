"""Who is tracked, and what alerts wait for: the file of figures, read and checked."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from extractors.cast.names import name_key
from extractors.decisions.rule_words import has_letters
from extractors.decisions.rules import ANY_STATEMENT, described
from extractors.decisions.timing import digest_name, quiet_span
from extractors.records import AlertRule, Conditions, Figure, Timing, Topic
from extractors.records.ids import mint
from flows.files.checked import SeedsError, Strict, Words, checked, checked_text, validated

_NONE = "none"  # this rule has no quiet hours, or no digest, whatever holds for the others
_RULES = "Use 'any statement', or a table such as { words = [\"grain deal\"] }, in a list."
_WANTED = {
    "rules": _RULES,
    "kinds": "Use 'direct', 'indirect' or 'mixed', in a list.",
    "words": 'Give a list of words or phrases, as in ["grain deal", "sanction*"].',
    "topics": 'Give each topic a list of words, as in trade = ["tariff*", "customs"].',
    "silence_days": "Give a number of days, as in 30.",
    "first_on_event": "Use true or false.",
    "edits": "Use true or false.",
    "min_sources": "Give a number from 1 to 100.",
    "min_confidence": "Give a number from 0 to 1, as in 0.8.",
    "channels": 'Give a list of names from the setting `channels`, as in ["desk"].',
    "figures": 'Give a list of keys, as in ["xi-jinping"].',
}

_Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _sought(word: str) -> str:
    if not has_letters(word):
        raise ValueError(f"{word!r} has no letters to look for. Give a word, or take it out.")
    return word


def _quiet(text: str) -> str:
    if text.lower() != _NONE:
        quiet_span(text)
    return text


def _digest(text: str) -> str:
    if text.lower() != _NONE:
        digest_name(text)
    return text


def _moment(stated: Any) -> datetime | None:
    """The moment, where no zone is stated in UTC; a day's is its begin."""
    try:
        at = datetime.fromisoformat(stated) if isinstance(stated, str) else stated
        moment = at if at is None or isinstance(at, datetime) else datetime.combine(at, time())
    except (TypeError, ValueError):
        raise ValueError(f"{stated!r} is no date. Give one, as in 2026-11-01.") from None
    return moment if moment is None else moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _table(stated: Any) -> Any:
    """A rule as a table: `any statement` is one without conditions."""
    if stated == ANY_STATEMENT:
        return {}
    if not isinstance(stated, dict):
        raise ValueError(_RULES)
    return stated


_Sought = Annotated[Words, AfterValidator(_sought)]
_Quiet = Annotated[Words, AfterValidator(_quiet)]
_Digest = Annotated[Words, AfterValidator(_digest)]
_Since = Annotated[datetime | None, BeforeValidator(_moment)]


class _ListedRule(Strict):
    name: Words | None = None
    silence_days: Annotated[float, Field(gt=0, le=36500)] | None = None
    first_on_event: bool = False
    words: tuple[_Sought, ...] = ()
    topic: _Sought | None = None
    kinds: tuple[Literal["direct", "indirect", "mixed"], ...] = ()
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    min_sources: Annotated[int, Field(ge=1, le=100)] = 1
    channels: tuple[Words, ...] = ()
    quiet: _Quiet | None = None
    digest: _Digest | None = None
    since: _Since = None
    edits: bool = False

    @model_validator(mode="after")
    def _edits_alone(self) -> "_ListedRule":
        others = self.model_fields_set - {"edits", "name", "words", "channels", "quiet", "digest", "figures"}
        if self.edits and others:
            raise ValueError(
                f"a rule with 'edits' asks for words that were changed, and can have no {', '.join(sorted(others))}. "
                "Make two rules of it."
            )
        return self


class _CommonRule(_ListedRule):
    figures: tuple[_Key, ...] | None = None


_Rule = Annotated[_ListedRule, BeforeValidator(_table)]


class _ListedFigure(Strict):
    key: _Key
    name: Words
    type: Literal["PERSON", "ORG", "GPE"] = "PERSON"
    aliases: tuple[Words, ...] = ()
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")] | None = None
    rules: tuple[_Rule, ...] = (_ListedRule(),)


class _Figures(Strict):
    quiet: _Quiet | None = None
    digest: _Digest | None = None
    figures: tuple[_ListedFigure, ...] = Field(default=())
    rules: tuple[_CommonRule, ...] = ()
    topics: dict[str, tuple[_Sought, ...]] = Field(default_factory=dict)


def tracked_figures(path: Path) -> tuple[tuple[Figure, ...], tuple[AlertRule, ...]]:
    """The figures that a TOML file lists, and the alert rules that they state.

    Raises SeedsError for an unknown or missing key, an empty name, a key listed twice, a spelling of two figures, or a
    rule that cannot be.
    """
    return _figures_and_rules(checked(_Figures, path, _WANTED), path)


def figures_in(body: bytes, path: Path) -> tuple[tuple[Figure, ...], tuple[AlertRule, ...]]:
    """The same of what the file at `path` would hold."""
    return _figures_and_rules(checked_text(_Figures, body, path, _WANTED), path)


def rules_of(text: str, figure: Figure, entity_id: str, path: Path) -> tuple[AlertRule, ...]:
    """A rule as it is stated on a command line, as that figure's; topics and hours are those of the file at `path`.

    It is `any statement` or what stands in a rule's table: `silence_days = 30, words = ["grain deal"]`.
    """
    file = checked(_Figures, path, _WANTED)
    content = {
        "quiet": file.quiet,
        "digest": file.digest,
        "topics": dict(file.topics),
        "figures": [{"key": figure.key, "name": figure.name, "rules": [rule_table(text)]}],
    }
    listed = validated(_Figures, content, "--rule", _WANTED)
    return _rules(listed.figures[0], listed, entity_id, "--rule")


def rule_table(text: str) -> Any:
    """A rule of a command line as it stands in the file. Raises SeedsError where it is not TOML."""
    text = text.strip()
    if text == ANY_STATEMENT:
        return text
    table = text if text.startswith("{") else f"{{{text}}}"
    try:
        return tomllib.loads(f"rule = {table}")["rule"]
    except tomllib.TOMLDecodeError as error:
        raise SeedsError(
            f"--rule: {text!r} cannot be read: {error}. "
            "Write 'any statement', or as in the file: 'silence_days = 30, words = [\"grain deal\"]'."
        ) from None


def _figures_and_rules(listed: _Figures, path: Path) -> tuple[tuple[Figure, ...], tuple[AlertRule, ...]]:
    _refuse_ambiguity(listed.figures, path)
    _refuse_strangers(listed, path)
    figures = tuple(
        Figure(key=each.key, name=each.name, type=each.type, aliases=each.aliases, wikidata_id=each.wikidata)
        for each in listed.figures
    )
    return figures, tuple(
        rule for each in listed.figures for rule in _rules(each, listed, figure_entity_id(each.key), str(path))
    )


def figure_entity_id(key: str) -> str:
    """The id of a figure's entity."""
    return mint("n", "figure", key)


def _refuse_ambiguity(figures: Sequence[_ListedFigure], path: Path) -> None:
    keys: set[str] = set()
    owners: dict[str, str] = {}
    for figure in figures:
        if figure.key in keys:
            raise SeedsError(f"{path}: figure {figure.key!r} is listed twice. Keep one, or give the other its own key.")
        keys.add(figure.key)
        for spelling in (figure.name, *figure.aliases):
            owner = owners.setdefault(name_key(spelling), figure.key)
            if owner != figure.key:
                raise SeedsError(
                    f"{path}: figure {figure.key!r}: {spelling!r} already stands for {owner!r}. "
                    f"Leave it to one of the two: their statements could not be told apart."
                )


def _refuse_strangers(listed: _Figures, path: Path) -> None:
    keys = {figure.key for figure in listed.figures}
    for at, rule in enumerate(listed.rules):
        for key in rule.figures or ():
            if key not in keys:
                raise SeedsError(
                    f"{path}: rule {at + 1}: 'figures': no figure has the key {key!r}. Correct it, or take it out."
                )


# --- rules ------------------------------------------------------------------------------------------------------------


def _rules(figure: _ListedFigure, listed: _Figures, entity_id: str, where: str) -> tuple[AlertRule, ...]:
    """The figure's rules: its own, then those for all figures that are not the same. Each has an id of its own."""
    common = [rule for rule in listed.rules if rule.figures is None or figure.key in rule.figures]
    made: dict[str, AlertRule] = {}
    for stated in (*figure.rules, *common):
        rule = _rule(figure, stated, listed, entity_id)
        before = made.setdefault(rule.rule_id, rule)
        if before != rule and stated in figure.rules:
            raise SeedsError(
                f"{where}: figure {figure.key!r}: two rules are the same but for when and where alerts go "
                f"({rule.kind}). Give one of them a name, or take it out."
            )
    return tuple(made.values())


def _rule(figure: _ListedFigure, stated: _ListedRule, listed: _Figures, entity_id: str) -> AlertRule:
    """The rule. Its id follows from its name, else from its conditions: not from when and where its alerts go."""
    conditions = Conditions(
        silence_days=stated.silence_days,
        is_first_on_event=stated.first_on_event,
        words=stated.words,
        topic=_topic(stated.topic, listed),
        kinds=stated.kinds,
        min_confidence=stated.min_confidence,
        min_sources=stated.min_sources,
        is_edits=stated.edits,
    )
    kind = described(conditions)
    return AlertRule(
        rule_id=mint("r", figure.key, "named", stated.name) if stated.name else mint("r", figure.key, kind),
        figure_key=figure.key,
        figure_name=figure.name,
        entity_id=entity_id,
        kind=kind,
        conditions=conditions,
        timing=Timing(_unless_none(stated.quiet or listed.quiet), _unless_none(stated.digest or listed.digest)),
        channels=stated.channels,
        since=stated.since,
        is_looking_back=stated.since is not None,
    )


def _topic(name: str | None, listed: _Figures) -> Topic | None:
    """The topic of that name: a list of words of the file, else what an article names, or has in its words."""
    if name is None:
        return None
    words = listed.topics.get(name)
    return Topic(name, words) if words else Topic(name, (name,), (name_key(name),))


def _unless_none(text: str | None) -> str | None:
    return None if text is None or text.lower() == _NONE else text
