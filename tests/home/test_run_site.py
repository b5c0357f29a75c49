"""``make run``: the real web server and the real task worker, started and stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = settings.ROOT
MAKE_OFFICE = """
from accounts.models import User
User.objects.create_superuser("office", "office@example.org", "corn-Lamp-17-river")
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def processes_of(database: Path) -> list[str]:
    """Command lines of the processes whose environment names this database."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"sqlite:///{database}".encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text().replace("\0", " ").strip())
        except OSError:
            continue
    return [line for line in found if line]


@pytest.fixture
def office(tmp_path):
    """A database with one account, and the environment that names it."""
    variables = {
        "PATH": os.environ["PATH"], "PYTHONUTF8": "1", "SECRET_KEY": "not kept",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "media"), "PORT": str(free_port()),
    }  # fmt: skip
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", MAKE_OFFICE]):
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=variables, check=True
        )
    return tmp_path / "db.sqlite3", variables


def start(variables: dict[str, str], log: Path) -> subprocess.Popen:
    """``run_site`` once it has announced its address."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_site"], cwd=ROOT, env=variables,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + 60
    while "管理后台" not in log.read_text("utf-8"):
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.1)
    return process


def test_the_site_answers_and_one_ctrl_c_ends_all_of_it(office, tmp_path):
    database, variables = office
    address = f"http://127.0.0.1:{variables['PORT']}/"

    process = start(variables, tmp_path / "log")
    try:
        answer = urlopen(f"{address}readyz").read()
        running = " ".join(processes_of(database))
        second = subprocess.run(
            [sys.executable, "manage.py", "run_site"], cwd=ROOT, env=variables,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        os.killpg(process.pid, signal.SIGINT)
        status = process.wait(30)

    said = (tmp_path / "log").read_text("utf-8")
    assert b'"migrations": "ok"' in answer
    assert "gunicorn" in running
    assert "db_worker" in running
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"端口 {variables['PORT']} 已被占用" in second.stderr
    assert f"公众页面  {address}" in said
    assert status == 0, said
    assert processes_of(database) == []


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(port, monkeypatch):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CommandError, match="PORT"):
        call_command("run_site")
