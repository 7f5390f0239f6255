"""What On Record has to say about itself, put into the outbox and into the journal, so that it is said once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extractors.records import ChannelState, FeedHealth, Notice
from flows.journalling import NOTICE, Line, note
from flows.recording import Run

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from warehouse.connection import Connection


@dataclass(frozen=True, slots=True)
class Word:
    """What is made known at one time: notices; and feeds and channels of which the user is told, or was and is no more.

    A channel's end of trouble makes no notice: what waited for it is sent. It is on record all the same, lest the next
    trouble be taken for the one that was told.
    """

    notices: tuple[Notice, ...] = ()
    feeds: tuple[FeedHealth, ...] = ()
    channels: tuple[ChannelState, ...] = ()


def make_known(
    run: Run,
    con: "Connection",
    notices: Sequence[Notice],
    *,
    feeds: Sequence[FeedHealth] = (),
    channels: Sequence[ChannelState] = (),
) -> None:
    """Nothing; each notice is to go to all channels but the one that it is about, and all of it is on record.

    To be called last in a transaction, as a line of the journal is written.
    """
    if not (notices or feeds or channels):
        return
    word, names = Word(tuple(notices), tuple(feeds), tuple(channels)), tuple(run.settings.channels)
    _load(con, word, names)
    note(run, con, NOTICE, run.now(), channels=names, word=_words().dump_python(word, mode="json"))


def make_known_again(con: "Connection", line: Line) -> None:
    """Nothing; what that line of the journal says was made known is on record. What was sent, its other records say."""
    _load(con, _words().validate_python(line.facts["word"]), line.facts["channels"])


def _load(con: "Connection", word: Word, names: Sequence[str]) -> None:
    from warehouse.feed_health import load_told
    from warehouse.outbox import load_channel_states, load_notices

    load_notices(con, word.notices, names)
    load_told(con, word.feeds)
    load_channel_states(con, word.channels)


@cache
def _words() -> "TypeAdapter[Word]":
    from pydantic import TypeAdapter

    return TypeAdapter(Word)
