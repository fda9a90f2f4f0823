"""Child processes that never outlive the process that started them."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
# Small containers have it and no ps; other systems than Linux have ps and not this.
_PROC = Path("/proc")
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """A user of the machine that a server runs as."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Whether this user may pass through ``folder`` and every folder above it."""
        test = subprocess.run(
            ["test", "-x", str(folder)], user=self.uid, group=self.gid, extra_groups=[], cwd="/", check=False
        )
        return test.returncode == 0


def unprivileged_account() -> Account | None:
    """Whom root runs PostgreSQL as: ``postgres``, else ``nobody``; ``None``, oneself, for everyone else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise RuntimeError("PostgreSQL does not run as root, and this machine has neither a postgres nor a nobody user.")


def spawn(
    command: Sequence[str],
    *,
    death_signal: signal.Signals,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stdin: int | None = subprocess.DEVNULL,
    output: int | IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a process group of its own, so that a Ctrl-C in the terminal reaches only its
    parent.

    Call it from the main thread: the kernel ties the death signal to the thread that forks.

    Args:
        command: the program and its arguments.
        death_signal: what the kernel sends the child when its parent dies, however that happens (Linux only).
        account: the user to run as; the caller's own when ``None``.
        environment: the child's whole environment; the caller's own when ``None``.
        folder: the child's working directory.
        stdin: as for ``subprocess.Popen``.
        output: where standard output and standard error go together; the caller's own when ``None``.
    """
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        env=None if environment is None else dict(environment),
        cwd=folder,
        process_group=0,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=_prepared(death_signal),
    )


def _prepared(death_signal: signal.Signals) -> Callable[[], None]:
    libc, parent = _LIBC, os.getpid()

    def prepare() -> None:
        # A shell has what it starts in the background ignore these two, and children would inherit it: deaf to being
        # stopped, and to their parent's death.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        if libc is not None:
            # After the change of user, which clears the setting.
            libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def stop(process: subprocess.Popen[bytes], *, with_signal: signal.Signals, patience: float) -> None:
    """Ask ``process`` to end with ``with_signal``; after ``patience`` seconds kill it and its whole group."""
    if process.poll() is None:
        process.send_signal(with_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and of its group, and reap it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def command_of(pid: int) -> str:
    """The command line of any process of the machine; empty when there is no such process."""
    if (_PROC / "self").exists():
        try:
            return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    return _ask_ps(pid, "args")


def has_ended(pid: int) -> bool:
    """Whether a process of the machine is gone, or a zombie, which has let go of its memory and its ports."""
    if (_PROC / "self").exists():
        try:
            # The state stands behind the program's name, which is in brackets and may hold anything.
            return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except (FileNotFoundError, ProcessLookupError):
            return True
    return _ask_ps(pid, "stat")[:1] in ("", "Z")


def _ask_ps(pid: int, field: str) -> str:
    command = ["ps", "-ww", "-o", f"{field}=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
