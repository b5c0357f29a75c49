"""Child processes start together and end together."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from core.processes import ChildEndedError, answers, port_is_free, run_together

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
#: starts a child of its own, tells its id, and does not listen to SIGTERM
STUBBORN = """
import pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(60)
"""
#: runs two sleepers until a signal comes; tells their ids
PARENT = """
import os, sys
from pathlib import Path
from core.processes import run_together
sleep = [sys.executable, "-c", "import os, pathlib, sys, time;"
         "pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"]
files = [Path(name) for name in sys.argv[1:]]
run_together(
    {file.name: [*sleep, str(file)] for file in files},
    env=os.environ,
    is_ready=lambda: all(file.exists() and file.read_text() for file in files),
    on_ready=lambda: print("ready", flush=True),
)
print("stopped", flush=True)
"""


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def parent(tmp_path):
    """A process that runs two sleepers, and the ids of these."""
    files = [tmp_path / "one", tmp_path / "two"]
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, *map(str, files)],
        env=os.environ | {"PYTHONPATH": str(settings.ROOT / "site")},
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    yield process, [int(file.read_text()) for file in files]
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_child(parent, number):
    process, children = parent

    process.send_signal(number)

    assert process.wait(20) == 0
    assert process.stdout.read() == "stopped\n"
    assert not any(map(is_alive, children))


def test_ctrl_c_reaches_the_whole_group_and_ends_every_child(parent):
    process, children = parent

    os.killpg(process.pid, signal.SIGINT)

    assert process.wait(20) == 0
    assert not any(map(is_alive, children))


def test_no_child_outlives_a_killed_parent(parent):
    process, children = parent

    process.kill()

    assert wait_until(lambda: not any(map(is_alive, children)))


def test_a_child_that_ends_by_itself_ends_the_others_and_is_named():
    started = time.monotonic()

    with pytest.raises(ChildEndedError, match="short"):
        run_together(
            {"long": SLEEP, "short": [sys.executable, "-c", ""]},
            env=os.environ, is_ready=lambda: False, on_ready=lambda: None,
        )  # fmt: skip

    assert time.monotonic() - started < 20


def test_what_does_not_listen_is_killed_with_its_own_children(tmp_path, monkeypatch):
    monkeypatch.setattr("core.processes.GRACE_SECONDS", 0.5)
    note = tmp_path / "pid"

    def stop() -> bool:
        if note.exists() and note.read_text():
            os.kill(os.getpid(), signal.SIGTERM)
        return False

    run_together(
        {"stubborn": [sys.executable, "-c", STUBBORN, str(note)]},
        env=os.environ, is_ready=stop, on_ready=lambda: None,
    )  # fmt: skip

    assert wait_until(lambda: not is_alive(int(note.read_text())))


def test_a_port_somebody_listens_on_is_not_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        assert not port_is_free("127.0.0.1", port)
        assert answers("127.0.0.1", port)

    assert port_is_free("127.0.0.1", port)
    assert not answers("127.0.0.1", port)
