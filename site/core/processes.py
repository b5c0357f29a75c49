"""Child processes that start together and end together.

What ``make run`` starts is a web server and a task worker; one Ctrl-C, a closed terminal or the
death of either ends both, and nothing is left behind.
"""

import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

#: seconds a child may take to end by itself before it is killed with its own children
GRACE_SECONDS = 10
_POLL_SECONDS = 0.2
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ChildEndedError(RuntimeError):
    """A child process ended by itself; the message is its name."""


def port_is_free(host: str, port: int) -> bool:
    """Return whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Return whether a server listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def run_together(
    commands: Mapping[str, Sequence[str]],
    *,
    env: Mapping[str, str],
    is_ready: Callable[[], bool],
    on_ready: Callable[[], None],
) -> None:
    """Run ``commands`` ({name: arguments}) until a signal asks to stop, then end them all.

    ``on_ready`` is called once, as soon as ``is_ready`` first says so.

    Raises:
        ChildEndedError: a child ended by itself; the others are ended too.
    """
    with _stop_event() as stop:
        children: dict[str, subprocess.Popen] = {}
        try:
            for name, command in commands.items():
                children[name] = _start(command, env)
            announced = False
            while not stop.wait(_POLL_SECONDS):
                for name, child in children.items():
                    if child.poll() is not None:
                        raise ChildEndedError(name)
                if not announced and is_ready():
                    announced = True
                    on_ready()
        finally:
            _end(children.values())


@contextmanager
def _stop_event() -> Iterator[threading.Event]:
    """Give an event that a signal sets; afterwards the signals do what they did before."""
    stop = threading.Event()

    def ask_to_stop(signum: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask_to_stop) for number in _STOP_SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen:
    """Start ``command`` in a process group of its own: Ctrl-C reaches it once, through us.

    setpriv (util-linux) has the kernel end the child where this process is killed outright.
    """
    if setpriv := shutil.which("setpriv"):
        command = [setpriv, "--pdeathsig", "TERM", *command]
    return subprocess.Popen(  # noqa: S603 - our own command lines
        command, env=dict(env), stdin=subprocess.DEVNULL, process_group=0
    )


def _end(children: Iterable[subprocess.Popen]) -> None:
    """Ask every child to end, wait, and kill what remains of its process group."""
    children = list(children)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_SECONDS)
        _kill_group(child)


def _kill_group(child: subprocess.Popen) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.wait()
