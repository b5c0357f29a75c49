"""Speed and memory of taking a large directory along: rosters and open data."""

import io
import subprocess
import sys
import tempfile
import time
from http import HTTPStatus
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory.models import Mandate

from . import dataset
from .timing import verdict

#: megabytes that an export may take, all of its process
LIMIT = 200
#: exports in a process of its own and says how much memory that took, before and at the peak, in
#: MB; what getrusage says is no less than the parent had
_ALONE = """
import sys
import django
django.setup()
from benchmarks.exports import export
from benchmarks.memory import peak_memory
with peak_memory() as before:
    pass
with peak_memory() as peak:
    export(*sys.argv[1:])
print(before[0], peak[0])
"""


def export(kind: str, target: str, place: str) -> None:
    """Write a roster as the admin's list answers with it, or open data as the command writes it."""
    if kind == "open":
        call_command("export_popolo", target, division=place, stdout=io.StringIO())
        return
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(is_superuser=True))
    address = reverse(Mandate.snippet_viewset.get_url_name("list"))
    answer = client.get(address, {"export": kind})
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"The list answered {answer.status_code}.")
    with Path(target).open("wb") as file:
        for part in answer.streaming_content:
            file.write(part)


def run(size: int) -> list[list[str]]:
    """Return a table of exports of ``size`` deputies with all their seats."""
    place = dataset.make_deputies(size)
    User.objects.create_superuser(username="root", password=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seats = Mandate.objects.count()
    table = [
        [
            "导出",
            "行",
            "秒",
            "行/秒",
            "文件（MB）",
            "内存峰值（MB）",
            "其中导出",
            "限度（MB）",
            "达到",
        ]
    ]
    with tempfile.TemporaryDirectory() as folder:
        for label, kind, count in (
            ("花名册 xlsx", "xlsx", seats), ("花名册 csv", "csv", seats),
            ("export_popolo", "open", size),
        ):  # fmt: skip
            target = Path(folder) / kind
            started = time.perf_counter()
            answer = subprocess.run(  # noqa: S603 - our own code
                [sys.executable, "-c", _ALONE, kind, str(target), place.public_code],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            seconds = time.perf_counter() - started
            before, peak = (int(number) for number in answer.stdout.split())
            megabytes = target.stat().st_size / 2**20
            table.append(
                [label, f"{count:,}", f"{seconds:.1f}", f"{count / seconds:,.0f}",
                 f"{megabytes:.1f}", str(peak), str(peak - before), str(LIMIT),
                 verdict(peak < LIMIT)]
            )  # fmt: skip
    return table
