"""The command `rebuild`: the warehouse made again from archive and journal, and compared with the present one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.cli.exits import BUSY, FAILED, FINE, Stop
from flows.cli.program import CARE, Json, app

if TYPE_CHECKING:
    from flows.rebuilding import Rebuilt
    from warehouse.journalled import Likeness

_HELP = """\
Examples:
  onrecord rebuild
  onrecord rebuild --into /mnt/spare/check.duckdb
  onrecord rebuild --replace

Read are the archive (texts and imports as they were taken in) and the journal
(what was read together and when, judgements, deliveries), and no copy of the
warehouse. The new one lies beside the present one, which is not touched; with
--replace it takes its place, and the old one is put aside. Nothing is delivered.

Exit code 1 when the new one is not the same, or lacks what the archive has lost.
"""


@app.command(group=CARE, help_epilogue=_HELP)
def rebuild(
    *,
    into: Path | None = None,
    replace: Annotated[bool, Parameter(negative=(), show_default=False)] = False,
    json: Json = False,
) -> int:
    """Make the same warehouse again from archive and journal, and compare it with the present one.

    Args:
        into: the file to make [beside the warehouse, NAME.rebuilt.duckdb]
        replace: put the present warehouse aside, and the new one in its place
        json: print the report as one line of JSON
    """
    from flows.rebuilding import CannotRebuild
    from flows.rebuilding import rebuild as make_again
    from warehouse.locking import WarehouseBusy

    try:
        rebuilt = make_again(into=into, replaces=replace)
    except CannotRebuild as error:
        raise Stop(str(error)) from None
    except WarehouseBusy as error:
        raise Stop(str(error), BUSY) from None
    _print(rebuilt, as_json=json)
    played = rebuilt.played
    is_whole = not played.lost and not played.not_played and not rebuilt.failed_checks
    return FINE if rebuilt.is_same and is_whole else FAILED


def _print(rebuilt: "Rebuilt", *, as_json: bool) -> None:
    from dataclasses import asdict

    from flows.cli.summary import show_counts, show_heading
    from flows.cli.tables import REPORT_WIDTH, console, json_line

    if as_json:
        plain = asdict(rebuilt) | {"is_same": rebuilt.is_same}
        plain["played"]["extractors"] = sorted(rebuilt.played.extractors)
        for name in ("path", "begun_with"):
            plain[name] = str(plain[name]) if plain[name] else None
        print(json_line(plain | {"put_aside": [str(path) for path in rebuilt.put_aside]}))
        return
    target = console(None, piped_width=REPORT_WIDTH)
    show_heading(target, f"Made again: {rebuilt.path}")
    show_counts(target, counts_of(rebuilt))
    if rebuilt.likenesses:
        show_heading(target, "Beside the present warehouse")
        show_counts(target, [(one.thing, _said(one)) for one in rebuilt.likenesses])


def counts_of(rebuilt: "Rebuilt") -> list[tuple[str, str]]:
    """The lines of the report: a label, and what there is of it."""
    played = rebuilt.played
    found = [
        ("Articles", f"{played.articles} taken in, {played.texts} texts read"),
        ("Judgements", f"{played.judgements} made again"),
        ("Deliveries", f"{played.deliveries} known, none made"),
        ("Checks", f"failed: {', '.join(rebuilt.failed_checks)}" if rebuilt.failed_checks else "all passed"),
    ]
    if rebuilt.begun_with:
        found.append(("Begun with", f"the copy {rebuilt.begun_with}: archive and journal do not tell all before it"))
    if played.lost:
        found.append(("Lost", f"{played.lost} loads that the archive has no more; their articles are missing"))
    if played.not_played:
        found.append(
            ("Left out", f"{played.not_played} lines of the journal that cannot be played; the log says which")
        )
    if played.read_otherwise:
        then = "; ".join(sorted(played.extractors))
        found.append(
            ("Extractor", f"{played.read_otherwise} texts read by another one than then ({then}): rows say which")
        )
    if rebuilt.pages_gone:
        found.append(("Raw pages", f"of {rebuilt.pages_gone} texts the page is no longer kept; the texts were"))
    if rebuilt.put_aside:
        found.append(("Put aside", ", ".join(map(str, rebuilt.put_aside))))
    return found


def _said(one: "Likeness") -> str:
    if one.is_same:
        return f"{one.count_here}, the same"
    missing = f", {one.count_missing} missing ({', '.join(one.missing)}, …)" if one.missing else ""
    added = f", {one.count_added} added ({', '.join(one.added)}, …)" if one.added else ""
    return f"{one.count_here} present, {one.count_there} made again{missing}{added}"
