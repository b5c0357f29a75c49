"""Speed and memory of taking a list along as a table."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.databases import refresh_statistics
from directory.models import Deputy, Mandate

from . import dataset

#: label, what ``export_process`` calls it, kind of file, how many rows it has
_TABLES = (
    ("代表资格，花名册，Excel", "mandate", "xlsx", Mandate.objects.all()),
    ("代表资格，花名册，CSV", "mandate", "csv", Mandate.objects.all()),
    ("代表，花名册，Excel", "deputy", "xlsx", Mandate.objects.serving()),
    ("代表，列表，CSV", "deputy-list", "csv", Deputy.objects.all()),
)


def run(size: int) -> list[list[str]]:
    """Return a table of exports of ``size`` deputies, each in a process of its own."""
    dataset.make_deputies(size)
    refresh_statistics(Deputy, Mandate)
    table = [["导出", "行", "秒", "行/秒", "内存峰值（MB）", "查询", "MB"]]
    for label, what, kind, records in _TABLES:
        with tempfile.TemporaryDirectory() as folder:
            path, told = Path(folder) / f"table.{kind}", Path(folder) / "told"
            command = [
                sys.executable, "-m", "benchmarks.export_process", what, kind, path, told
            ]  # fmt: skip
            started = time.perf_counter()
            process = subprocess.Popen(command)  # noqa: S603 - our own command
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - started
            queries = int(told.read_text("utf-8"))
            rows = records.count()
            table.append(
                [label, f"{rows:,}", f"{seconds:.1f}", f"{rows / seconds:,.0f}",
                 str(usage.ru_maxrss // 1024), str(queries), f"{path.stat().st_size / 2**20:.1f}"]
            )  # fmt: skip
    return table
