"""Forms: how each service takes a message, and what Apprise is told that it is.

Apprise knows a service's markup, with two gaps. Some that it holds for plain text show Markdown, so they get Markdown
with its escapes, as if it were text. Some have a Markdown of their own, into which Apprise only translates what it is
given as HTML: what it is given as Markdown goes out as it is, and `<!channel>` would call a whole Slack channel.
A title that has no place of its own opens the body, escaped by us: Apprise would put it there as it is.
"""

from typing import TYPE_CHECKING, Any

from extractors.messages.escaping import Target
from extractors.messages.messages import Form
from flows.delivery.services import FILE, TERMINAL

if TYPE_CHECKING:
    from apprise import NotifyFormat
    from apprise.plugins.base import NotifyBase

_SHOW_MARKDOWN = frozenset({"discord", "mmosts", "zulip", "guilded", "fluxers", "revolt", "ryver", "flock"})
_OWN_MARKDOWN = frozenset({"slack", "gchat", "tgram"})
_TITLE_IN_BODY = frozenset({"discord", "guilded", "fluxers"})  # whose title is markup, too
_MARGIN = 0.9  # of a service's limit: escapes that it adds itself count


def form_of(service: "NotifyBase") -> Form:
    """How this service takes a message."""
    scheme, target = _scheme(service), _target(service)
    title_limit = 0 if scheme in _TITLE_IN_BODY else max(int(service.title_maxlen), 0)
    return Form(target, limit=int(int(service.body_maxlen) * _MARGIN) or 30_000, title_limit=title_limit)


def sent_as(service: "NotifyBase") -> "NotifyFormat":
    """What Apprise is told that a body in this service's form is."""
    from apprise import NotifyFormat

    if _target(service) is Target.HTML:
        return NotifyFormat.HTML
    return NotifyFormat.MARKDOWN if service.notify_format == NotifyFormat.MARKDOWN else NotifyFormat.TEXT


def _target(service: "NotifyBase") -> Target:
    from apprise import NotifyFormat

    scheme = _scheme(service)
    if scheme in (FILE, TERMINAL):
        return Target.LINE if scheme == FILE else Target.BRIEF
    if service.notify_format == NotifyFormat.HTML:
        return Target.HTML
    if service.notify_format == NotifyFormat.MARKDOWN:
        return Target.HTML if scheme in _OWN_MARKDOWN else Target.MARKDOWN
    return Target.MARKDOWN if scheme in _SHOW_MARKDOWN else Target.TEXT


def _scheme(service: "NotifyBase") -> str:
    """The scheme of its addresses, the secure one where there are two."""
    secure: Any = service.secure_protocol  # None, one, or several
    known: Any = secure or service.protocol
    return known if isinstance(known, str) else str(next(iter(known)))
