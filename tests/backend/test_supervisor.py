"""The supervisor, with small programs that do what programs do: talk, end, refuse to end, leave children."""

import io
import os
import signal
import sys
import time

import pytest

from backend.supervisor import Console, Program, Supervisor
from tests.backend import proc

SECONDS = 60
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(999)"
)
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def supervisor(out):
    made = Supervisor(Console(out), dict(os.environ))
    yield made
    made.stop(patience=0)


def program(label, code):
    return Program(label=label, command=[sys.executable, "-u", "-c", code])


def attend_until(supervisor, condition):
    deadline = time.monotonic() + SECONDS

    def done():
        assert time.monotonic() < deadline
        return condition()

    supervisor.attend(done)


def test_every_line_stands_behind_its_programs_label(supervisor, out):
    supervisor.start(program("one", "print('first\\nsecond'); input()"))
    supervisor.start(program("two", "import sys, time; sys.stderr.write('an error\\n'); time.sleep(999)"))
    attend_until(supervisor, lambda: "second" in out.getvalue() and "an error" in out.getvalue())
    lines = out.getvalue().splitlines()
    assert "one      | first" in lines
    assert "one      | second" in lines
    assert "two      | an error" in lines


def test_a_line_is_written_whole_even_when_it_comes_in_parts(supervisor, out):
    code = "import sys, time; w = sys.stdout.write; f = sys.stdout.flush; w('half'); f(); input()"
    supervisor.start(program("one", code.replace("input()", "time.sleep(0.5); w(' and half\\n'); f(); time.sleep(9)")))
    attend_until(supervisor, lambda: out.getvalue())
    assert out.getvalue() == "one      | half and half\n"


def test_text_that_is_no_utf8_does_no_harm(supervisor, out):
    supervisor.start(program("one", "import os, time; os.write(1, b'\\xff\\n'); time.sleep(999)"))
    attend_until(supervisor, lambda: "one" in out.getvalue())
    assert out.getvalue() == "one      | \N{REPLACEMENT CHARACTER}\n"


def test_what_ends_by_itself_is_started_again_with_longer_pauses(supervisor, out):
    supervisor.start(program("one", "print('up'); raise SystemExit(3)"))
    attend_until(supervisor, lambda: "again in 2 s" in out.getvalue())
    assert out.getvalue().splitlines() == [
        "one      | up",
        "one      | ended by itself (status 3); starting again in 1 s",
        "one      | up",
        "one      | ended by itself (status 3); starting again in 2 s",
    ]


def test_all_are_asked_to_end_and_may_say_goodbye(supervisor, out):
    code = "import signal, time\ntry:\n print('up'); time.sleep(999)\nexcept KeyboardInterrupt:\n print('goodbye')"
    supervisor.start(Program(label="one", command=[sys.executable, "-u", "-c", code], stop_signal=signal.SIGINT))
    attend_until(supervisor, lambda: "up" in out.getvalue())
    supervisor.stop(patience=SECONDS)
    assert out.getvalue().splitlines() == ["one      | up", "one      | goodbye"]


def test_what_does_not_end_is_killed_with_all_it_started(supervisor, out):
    supervisor.start(program("one", PARENT.format(child=STUBBORN)))
    attend_until(supervisor, lambda: "deaf" in out.getvalue())
    [child] = [entry for entry in proc.descendants(os.getpid()) if entry.command.endswith(f"-c {STUBBORN} ")]
    supervisor.stop(patience=0.2)
    assert proc.await_end([child]) == []


def test_what_a_program_leaves_behind_is_killed_before_it_starts_again(supervisor, out):
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); raise SystemExit(1)"
    supervisor.start(program("one", code))
    attend_until(supervisor, lambda: "ended by itself" in out.getvalue())
    assert [entry for entry in proc.living() if entry.command.endswith(f"-c {STUBBORN} ")] == []


def test_a_file_gets_no_colours(out):
    Console(out).say("one", "text")
    assert out.getvalue() == "one      | text\n"


def test_a_terminal_gets_a_colour_for_each_label(monkeypatch, out):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(out, "isatty", lambda: True)
    console = Console(out)
    console.say("one", "text")
    console.say("two", "text")
    assert out.getvalue() == "\x1b[36mone      | \x1b[0mtext\n\x1b[32mtwo      | \x1b[0mtext\n"


def test_a_terminal_that_wants_no_colours_gets_none(monkeypatch, out):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(out, "isatty", lambda: True)
    Console(out).say("one", "text")
    assert out.getvalue() == "one      | text\n"
