"""Processes that we started: which one is which, who descends from whom, and how they are ended."""

import os
import signal
import subprocess
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """A process, told from another that later got the same number: by its start and its command line."""

    pid: int
    mark: str


def mark_of(pid: int) -> ProcessMark | None:
    """The process's mark, None where no such process lives (a dead one that nobody has waited for does not)."""
    if _PROC.joinpath("self").exists():
        return _mark_by_proc(pid)
    shown = _ps("-o", "state=,lstart=,command=", "-p", str(pid)).strip()
    return None if not shown or shown.startswith("Z") else ProcessMark(pid, shown.partition(" ")[2].strip())


def is_alive(marked: ProcessMark) -> bool:
    """Whether this very process still runs."""
    return mark_of(marked.pid) == marked


def descendants(pid: int) -> tuple[int, ...]:
    """The numbers of all processes that descend from this one, the youngest generation first."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found: list[int] = []
    generation = children.get(pid, [])
    while generation:
        found = [*generation, *found]
        generation = [grandchild for child in generation for grandchild in children.get(child, [])]
    return tuple(found)


def end_tree(pid: int, *, grace_seconds: float) -> None:
    """Nothing; the process and all that descend from it are asked to stop, and after the grace period made to."""
    members = [one for one in map(mark_of, (*descendants(pid), pid)) if one]
    _signal(members, signal.SIGTERM)
    deadline = time.monotonic() + grace_seconds
    while time.monotonic() < deadline and any(map(is_alive, members)):
        _reap(pid)
        time.sleep(_POLL_SECONDS)
    _signal([one for one in members if is_alive(one)], signal.SIGKILL)
    _reap(pid)


def _signal(members: Collection[ProcessMark], number: int) -> None:
    for member in members:
        try:
            os.kill(member.pid, number)
        except ProcessLookupError:
            continue  # it ended by itself, which is what was wanted


def _reap(pid: int) -> None:
    """Nothing; a dead child of ours is taken off the list of processes."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # not our child, or its Popen object has it already


def _mark_by_proc(pid: int) -> ProcessMark | None:
    try:
        state, *fields = _PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()
        command = _PROC.joinpath(str(pid), "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    started = fields[18]  # field 22 of proc(5), counted from after the name and the state
    return None if state in "ZX" else ProcessMark(pid, f"{started} {command.strip()}")


def _parents() -> list[tuple[int, int]]:
    if not _PROC.joinpath("self").exists():
        return [
            (int(child), int(parent)) for child, parent in map(str.split, _ps("-A", "-o", "pid=,ppid=").splitlines())
        ]
    pairs = []
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                pairs.append((int(folder.name), int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])))
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
    return pairs


def _ps(*arguments: str) -> str:
    return subprocess.run(["/bin/ps", *arguments], capture_output=True, text=True, check=False).stdout  # noqa: S603 - fixed
