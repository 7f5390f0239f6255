"""Templates: what stands where in a message, the built-in ones and those of the user, which are checked first.

Every value is escaped for its target at the moment it is put out, after all filters. So no filter, no block and no
`safe` can switch that off; what a template can spoil is its looks. A template of the user that fails is passed over for
the built-in one, and what is wrong with it is told.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from extractors.messages.cleaning import one_line
from extractors.messages.escaping import Target, escaped
from extractors.messages.fields import Fields, alert_fields, digest_fields
from extractors.records import DueDelivery, Problem

if TYPE_CHECKING:
    from jinja2 import Template

TITLES = ("title.txt", "digest_title.txt")
NAMES = (*TITLES, *(f"{what}.{ending}" for what in ("alert", "digest") for ending in ("txt", "md", "html")))
_TARGETS = {"txt": Target.TEXT, "md": Target.MARKDOWN, "html": Target.HTML}
_ENDINGS = {target: ending for ending, target in _TARGETS.items()}
_EPOCH = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
_SAMPLE = DueDelivery(
    "al_0123456789abcdef", "desk", 0, "ann-dahl", "Ann Dahl", "It was hard.", "direct", "Ann Dahl", "Reuters",
    "Talks end", "https://times.example/talks", "The Example Times", "Talks in Oslo", _EPOCH, _EPOCH,
    "because", 0, 12, digest="daily",
)  # fmt: skip


class Templates:
    """The templates to write messages by. `problems` says what is wrong with those of the user."""

    def __init__(self, own: Mapping[str, str] | None = None, problems: tuple[Problem, ...] = ()) -> None:
        self.problems = list(problems)
        self._own: dict[str, Template] = {}
        for name, source in (own or {}).items():
            self._take(name, source)

    def text(self, what: str, target: Target, fields: Fields) -> str:
        """A body: `what` is alert or digest."""
        return self._rendered(f"{what}.{_ENDINGS[target]}", fields)

    def title(self, name: str, fields: Fields) -> str:
        """A title, on one line; it has no markup."""
        return one_line(self._rendered(name, fields))

    def _take(self, name: str, source: str) -> None:
        if name not in NAMES:
            known = ", ".join(NAMES)
            self.problems.append(Problem(f"template {name}", "unknown template", f"there is none but {known}", ""))
            return
        try:
            made = _compiled(name, source)
            made.render(digest_fields((_SAMPLE,)) if name == "digest_title.txt" else alert_fields(_SAMPLE, 1000))
        except Exception as error:  # whatever a template does, it is the template's problem
            self._complain(name, error)
        else:
            self._own[name] = made

    def _rendered(self, name: str, fields: Fields) -> str:
        if name in self._own:
            try:
                return _tidy(self._own[name].render(fields), name)
            except Exception as error:  # it worked on the sample, and fails on this alert
                self._complain(name, error)
                del self._own[name]
        return _tidy(_built_in(name).render(fields), name)

    def _complain(self, name: str, error: Exception) -> None:
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        cause = one_line(str(error)) or type(error).__name__
        remedy = "The built-in one is used. Mend it: README.md lists the fields."
        self.problems.append(Problem(f"template {name}{where}", "template", cause, remedy))


@cache
def _built_in(name: str) -> "Template":
    return _compiled(name, built_in(name))


def built_in(name: str) -> str:
    """The source of a built-in template."""
    return resources.files("extractors").joinpath("messages", "templates", name).read_text(encoding="utf-8")


def _compiled(name: str, source: str) -> "Template":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    target = _TARGETS[name.rpartition(".")[2]]
    environment = ImmutableSandboxedEnvironment(
        finalize=lambda value: escaped(_defined(value), target),
        autoescape=False,  # `finalize` escapes, for each target in its own way, and cannot be switched off
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(source)


def _defined(value: object) -> object:
    """The value; raises where it is a field that does not exist."""
    from jinja2 import StrictUndefined

    if isinstance(value, StrictUndefined):
        str(value)  # raises, and says which field it is
    return value


def _tidy(text: str, name: str) -> str:
    """The text without blank lines at its ends; in HTML line ends mean nothing, though some services show them."""
    if not name.endswith(".html"):
        return text.strip("\n").rstrip()
    joined = " ".join(line.strip() for line in text.strip().splitlines() if line.strip())
    return joined.replace("<br/> ", "<br/>").replace(" <br/>", "<br/>")
