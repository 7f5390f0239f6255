"""The file of figures changed by a command: one entry, and nothing else; comments and layout stay as they were.

What the file would be is checked before it is written, as it is when it is read; and it is replaced in one step.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Table

from extractors.cast.names import fold, name_key
from extractors.decisions.rules import ANY_STATEMENT
from flows.files.checked import SeedsError, bytes_of
from flows.files.figures import figures_in, rule_table

_ENTRY = re.compile(r"\s*\[\[\s*figures\s*\]\]")
_TABLE = re.compile(r"\s*\[")
_PART = re.compile(r"\s*\[\[?\s*figures\s*\.")  # a table of the entry: [[figures.rules]]
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")
_START = "Give the setting `figures` (ONRECORD_FIGURES) the path of a file of your own."


def key_of(name: str) -> str:
    """A key for somebody of that name: `antonio-guterres`."""
    return _NOT_IN_KEYS.sub("-", fold(name)).strip("-")


def add_figure(
    path: Path, name: str, *, key: str | None, aliases: Sequence[str], type_: str, rules: Sequence[str]
) -> str:
    """The key of the figure that the file has now. Raises SeedsError where it, or its name, is there already."""
    key = key or key_of(name)
    entry = tomlkit.table()
    entry["key"], entry["name"] = key, name
    if type_ != "PERSON":
        entry["type"] = type_
    if aliases:
        entry["aliases"] = list(aliases)
    entry["rules"] = _array([_item(rule) for rule in rules] or [ANY_STATEMENT])
    before = _text(path)
    _write(path, f"{before.rstrip()}\n\n[[figures]]\n{tomlkit.dumps(entry)}")
    return key


def remove_figure(path: Path, name: str) -> str:
    """The key of the figure that the file has no longer. Raises SeedsError where there is none of that key or name."""
    text = _text(path)
    listed = tomllib.loads(text).get("figures", [])
    entry = _entry({"figures": listed}, name, path)
    number = listed.index(entry)
    after = _without(text, number)
    if tomllib.loads(after).get("figures", []) != [one for one in listed if one is not entry]:
        raise SeedsError(f"{path}: figure {entry['key']!r} is not an entry of its own. Take it out by hand.")
    _write(path, after)
    return str(entry["key"])


def _without(text: str, number: int) -> str:
    """The text without that entry. A comment behind it, before the next entry, belongs to that and stays."""
    lines = text.splitlines(keepends=True)
    starts = [at for at, line in enumerate(lines) if _ENTRY.match(line)]
    if number >= len(starts):
        return text
    start = starts[number]
    ends = (at for at in range(start + 1, len(lines)) if _TABLE.match(lines[at]) and not _PART.match(lines[at]))
    end = next(ends, len(lines))
    while end > start + 1 and lines[end - 1].lstrip()[:1] in ("#", ""):
        end -= 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    return "".join(lines[:start] + lines[end:])


def add_rule(path: Path, name: str, rule: str) -> tuple[str, ...]:
    """The figure's rules as they are stated now."""

    def change(content: Any) -> None:
        entry = _entry(content, name, path)
        stated = entry.setdefault("rules", _array([ANY_STATEMENT]))
        if isinstance(stated, AoT):
            stated.append(_as_table(rule))
        else:
            stated.append(_item(rule))

    return _stated(_edit(path, change), name, path)


def remove_rule(path: Path, name: str, number: int) -> tuple[str, ...]:
    """The figure's rules as they are stated now, without the one of that number, counted from 1."""

    def change(content: Any) -> None:
        entry = _entry(content, name, path)
        stated = entry.setdefault("rules", _array([ANY_STATEMENT]))
        if not 1 <= number <= len(stated):
            raise SeedsError(f"{path}: figure {entry['key']!r} has no rule {number}. Its rules: {_listed(stated)}")
        if isinstance(stated, AoT) and len(stated) == 1:
            entry["rules"] = tomlkit.array()
        else:
            del stated[number - 1]

    return _stated(_edit(path, change), name, path)


# --- the file ---------------------------------------------------------------------------------------------------------


def _edit(path: Path, change: Callable[[Any], None]) -> Any:
    """The content of the file once it is changed, checked and written."""
    content = tomlkit.parse(_text(path))
    change(content)
    _write(path, tomlkit.dumps(content))
    return content


def _text(path: Path) -> str:
    """What is in the file, which has to be right: what is wrong with it is no fault of the change."""
    body = bytes_of(path, _START)
    figures_in(body, path)
    return body.decode("utf-8-sig")


def _write(path: Path, text: str) -> None:
    body = f"{text.strip()}\n".encode()
    figures_in(body, path)
    made = path.with_name(f".{path.name}.new")
    made.write_bytes(body)
    made.replace(path.resolve())


def _entry(content: Any, name: str, path: Path) -> Any:
    key = name_key(name)
    for entry in content.get("figures", ()):
        if name == entry["key"] or key in {name_key(n) for n in (entry["name"], *entry.get("aliases", ()))}:
            return entry
    raise SeedsError(f"{path}: no figure has the key or name {name!r}. Who is listed: onrecord figures")


def _item(rule: str) -> Any:
    """A rule as it stands in a list: checked to be TOML, and written as it was stated."""
    if rule_table(rule) == ANY_STATEMENT:
        return ANY_STATEMENT
    table = rule if rule.strip().startswith("{") else f"{{ {rule.strip()} }}"
    return tomlkit.parse(f"rule = {table}")["rule"]


def _as_table(rule: str) -> Table:
    table = tomlkit.table()
    stated = rule_table(rule)
    if stated != ANY_STATEMENT:
        table.update(stated)
    return table


def _array(items: Sequence[Any]) -> Array:
    made = tomlkit.array()
    for item in items:
        made.append(item)
    return made


def _stated(content: Any, name: str, path: Path) -> tuple[str, ...]:
    return tuple(_said(rule) for rule in _entry(content, name, path).get("rules", [ANY_STATEMENT]))


def _listed(stated: Sequence[Any]) -> str:
    return "; ".join(f"{at}: {_said(rule)}" for at, rule in enumerate(stated, 1)) or "none"


def _said(rule: Any) -> str:
    if isinstance(rule, str):
        return str(rule)
    return ", ".join(f"{key} = {tomlkit.item(value).as_string()}" for key, value in rule.items()) or ANY_STATEMENT
