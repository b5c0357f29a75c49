"""Speed and memory of taking a large directory along: rosters and open data."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connection

from accounts.models import User
from directory.models import Mandate

from . import dataset
from .timing import verdict

#: megabytes that an export may take, all of its process
LIMIT = 200
#: writes the roster as the admin's list answers with it, in a process of its own
_ROSTER = """
import sys
import django
django.setup()
from django.test import Client
from django.urls import reverse
from accounts.models import User
from directory.models import Mandate
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(is_superuser=True))
address = reverse(Mandate.snippet_viewset.get_url_name("list"))
answer = client.get(address, {"roster": sys.argv[1]})
assert answer.status_code == 200, answer.status_code
with open(sys.argv[2], "wb") as file:
    for part in answer.streaming_content:
        file.write(part)
"""


def run(size: int) -> list[list[str]]:
    """Return a table of exports of ``size`` deputies with all their seats."""
    place = dataset.make_deputies(size)
    User.objects.create_superuser(username="root", password=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seats = Mandate.objects.count()
    table = [["导出", "行", "秒", "行/秒", "文件（MB）", "内存峰值（MB）", "限度（MB）", "达到"]]
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("xlsx", "csv"):
            target = Path(folder) / f"roster.{kind}"
            command = [sys.executable, "-c", _ROSTER, kind, str(target)]
            table.append(_row(f"花名册 {kind}", seats, command, target))
        target = Path(folder) / "open.json"
        command = [
            sys.executable, "manage.py", "export_popolo", str(target), "--division",
            place.public_code, "--verbosity", "0",
        ]  # fmt: skip
        table.append(_row("export_popolo", size, command, target))
    return table


def _row(label: str, count: int, command: list[str], target: Path) -> list[str]:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    seconds, peak = time.perf_counter() - started, usage.ru_maxrss // 1024
    megabytes = target.stat().st_size / 2**20
    return [
        label, f"{count:,}", f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{megabytes:.1f}",
        str(peak), str(LIMIT), verdict(peak < LIMIT),
    ]  # fmt: skip
