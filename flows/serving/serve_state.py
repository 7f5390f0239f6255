"""What a running `serve` has started, kept in a file: for `run`, which uses its server, and for the next `serve`."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.places import Places
from flows.serving.processes import ProcessMark, end_tree, is_alive, mark_of
from flows.serving.server import is_healthy

_GRACE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ServeState:
    """A `serve`, its server's address, and the processes it started, in the order in which they are to be stopped."""

    serve: ProcessMark
    api_url: str
    children: tuple[ProcessMark, ...]


def write_state(places: Places, api_url: str, pids: Sequence[int]) -> None:
    """Nothing; the file names this process and its children. It is whole at any time, whenever we are killed."""
    serve = mark_of(os.getpid())
    assert serve is not None, "this process lives"
    state = ServeState(serve, api_url, tuple(mark for mark in map(mark_of, pids) if mark))
    beside = places.serve_state.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as out:
        json.dump(asdict(state), out)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(places.serve_state)


def read_state(path: Path) -> ServeState | None:
    """What the file says, None where there is none, or one that cannot be read."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        children = tuple(ProcessMark(**child) for child in stated["children"])
        return ServeState(ProcessMark(**stated["serve"]), stated["api_url"], children)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return None  # from another version of ours: nothing in it can be verified, so nothing is touched


def running_serve(places: Places) -> ServeState | None:
    """The `serve` of this warehouse, if it runs and its server answers."""
    state = read_state(places.serve_state)
    return state if state and is_alive(state.serve) and is_healthy(state.api_url) else None


def end_orphans(places: Places) -> int:
    """How many processes of a killed `serve` were ended. Only those that are proved to be the ones it started."""
    state = read_state(places.serve_state)
    orphans = [child for child in state.children if is_alive(child)] if state else []
    for orphan in orphans:
        end_tree(orphan.pid, grace_seconds=_GRACE_SECONDS)
    places.serve_state.unlink(missing_ok=True)
    return len(orphans)
