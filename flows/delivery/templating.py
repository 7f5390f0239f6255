"""The user's templates, read from the folder that the setting `templates` names."""

from pathlib import Path

from extractors.messages.templates import Templates
from extractors.records import Problem

_ENDINGS = (".txt", ".md", ".html")


def templates_in(folder: Path | None) -> Templates:
    """The templates of the folder, and the built-in ones for all that it does not have; its problems are with them."""
    if folder is None:
        return Templates()
    if not folder.is_dir():
        remedy = "Make it, or correct the setting `templates`."
        return Templates({}, (Problem(f"templates {folder}", "no folder", "there is no such folder", remedy),))
    own: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        if path.suffix not in _ENDINGS or path.name.lower().startswith("readme"):
            continue
        try:
            own[path.name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            cause = getattr(error, "strerror", None) or "not UTF-8"
            problems.append(Problem(f"template {path.name}", "unreadable", cause, "The built-in one is used."))
    return Templates(own, tuple(problems))
