"""Speed and memory of the roster import."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from openpyxl import Workbook

from divisions.enums import Level
from divisions.models import Division

from .dataset import GIVEN, PREFECTURE, SURNAMES

#: seconds between two looks at the lock
_PROBE = 0.02


def write_roster(path: Path, rows: int, place: Division) -> None:
    """Write an .xlsx roster of ``rows`` county deputies, invented, as an office would keep it."""
    counties = Division.objects.under(place).filter(level=Level.COUNTY)
    names = [county.name for county in counties if county.may_have_congress]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("代表花名册")
    sheet.append([f"{place.name}人大代表花名册"])
    sheet.append(
        ["序号", "姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "工作单位及职务",
         "选举单位", "代表层级", "届次", "联系电话"]
    )  # fmt: skip
    for number in range(1, rows + 1):
        given = "".join(random.choices(GIVEN, k=2))  # noqa: S311
        sheet.append(
            [number, random.choice(SURNAMES) + given, random.choice("男女"), "汉族",  # noqa: S311
             f"{random.randint(1955, 1998)}.{random.randint(1, 12):02}", "中共党员", "本科",  # noqa: S311
             f"第{number}号单位负责人", random.choice(names), "市级", "第十六届",  # noqa: S311
             str(13_000_000_000 + number)]
        )  # fmt: skip
    book.save(path)


def run(size: int) -> list[list[str]]:
    """Return a table of importing a roster of ``size`` rows, and the same once more."""
    call_command("load_divisions", verbosity=0)
    place = Division.objects.by_code(PREFECTURE)
    table = [["导入", "行", "秒", "行/秒", "数据库锁定（秒）", "内存峰值（MB）", "结果"]]
    with tempfile.TemporaryDirectory() as folder:
        path, report = Path(folder) / "roster.xlsx", Path(folder) / "report.json"
        write_roster(path, size, place)
        for label in ("第一次", "第二次"):
            started = time.perf_counter()
            with _locked_seconds() as locked:
                status, peak = _import(path, report, place)
            seconds = time.perf_counter() - started
            outcomes = json.loads(report.read_text("utf-8"))["summary"]["rows_by_outcome"]
            counts = "，".join(f"{name} {count:,}" for name, count in outcomes.items() if count)
            table.append(
                [label, f"{size:,}", f"{seconds:.1f}", f"{size / seconds:,.0f}",
                 f"{sum(locked):.1f}" if connection.vendor == "sqlite" else "—", str(peak),
                 f"{counts}；状态 {status}"]
            )  # fmt: skip
    return table


def _import(path: Path, report: Path, place: Division) -> tuple[int, int]:
    """Run ``import_roster`` in a process of its own; return its exit status and its peak in MB."""
    command = [
        sys.executable, "manage.py", "import_roster", str(path), "--division", place.public_code,
        "--level", "city", "--term", "16", "--report", str(report), "--verbosity", "0",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss // 1024


@contextmanager
def _locked_seconds() -> Iterator[list[float]]:
    """Fill a list with the stretches in which nobody else could write to the SQLite file."""
    stretches: list[float] = []
    if connection.vendor != "sqlite":
        yield stretches
        return
    stop = threading.Event()
    prober = threading.Thread(
        target=_probe, args=(str(connection.settings_dict["NAME"]), stop, stretches)
    )
    prober.start()
    try:
        yield stretches
    finally:
        stop.set()
        prober.join()


def _probe(file: str, stop: threading.Event, stretches: list[float]) -> None:
    other = sqlite3.connect(file, timeout=0, isolation_level=None)
    while not stop.wait(_PROBE):
        started = time.perf_counter()
        while not _may_write(other) and not stop.wait(_PROBE):
            pass
        if (seconds := time.perf_counter() - started) > _PROBE:
            stretches.append(seconds)
    other.close()


def _may_write(other: sqlite3.Connection) -> bool:
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    other.execute("ROLLBACK")
    return True
