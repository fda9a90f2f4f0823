"""What runs on this machine, read from /proc. A zombie has ended: only its status is still to be fetched."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# A zombie, and a process that is just being taken off the list.
_ENDED = frozenset("ZXx")


@dataclass(frozen=True)
class Entry:
    """A process. Its number and the tick of its birth tell it from any other, ever."""

    pid: int
    born: int
    # These change: a process may lose its parent, and PostgreSQL rewrites its command line.
    parent: int = field(compare=False)
    group: int = field(compare=False)
    command: str = field(compare=False)


def living() -> Iterator[Entry]:
    """Every process that has not ended."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            # The fields of proc(5) from the third, the state, on; the second is a name that may hold anything.
            fields = (path / "stat").read_text().rpartition(")")[2].split()
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] not in _ENDED:
            yield Entry(int(path.name), int(fields[19]), int(fields[1]), int(fields[2]), command)


def members(group: int) -> list[Entry]:
    """The living processes of a process group."""
    return [entry for entry in living() if entry.group == group]


def descendants(pid: int) -> list[Entry]:
    """The living processes that `pid` started, and those that these started."""
    everyone = list(living())
    found: list[Entry] = []
    parents = {pid}
    while parents:
        children = [entry for entry in everyone if entry.parent in parents]
        found += children
        parents = {entry.pid for entry in children}
    return found


def await_end(entries: list[Entry], seconds: float = 20) -> list[Entry]:
    """Those of `entries` that still live after at most `seconds`."""
    deadline = time.monotonic() + seconds
    while left := set(living()).intersection(entries):
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return sorted(left, key=lambda entry: entry.pid)
