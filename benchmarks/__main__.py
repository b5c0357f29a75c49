"""``python -m benchmarks [--large] [--only sqlite|postgresql] [--write]``.

Each database and size is measured in a process and a database of its own. PostgreSQL is the
server of TEST_DATABASE_URL (see bin/with-postgresql); without it only SQLite is measured.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "benchmarks.md"
SIZES, LARGE_SIZES = (10_000,), (10_000, 100_000)


def _databases(size: int, only: str) -> Iterator[tuple[str, str]]:
    """Yield ``(name, DATABASE_URL)`` of fresh, empty databases."""
    if only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            yield "SQLite", f"sqlite:///{folder}/bench.sqlite3"
    server = os.environ.get("TEST_DATABASE_URL")
    if only != "sqlite" and server:
        name = f"bench_{size}"
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name}")
            admin.execute(f"CREATE DATABASE {name}")
        yield "PostgreSQL", f"{server.rsplit('/', 1)[0]}/{name}"


def _measure(url: str, size: int) -> dict:
    """Measure one database in a process of its own; return what ``benchmarks.measure`` printed."""
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.measure", str(size), result.name],
            check=True, env=environment, cwd=ROOT,
        )  # fmt: skip
        return json.loads(Path(result.name).read_text("utf-8"))


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _report(figures: list[tuple[str, int, dict]]) -> str:
    parts = [
        "# 速度",
        f"{datetime.date.today():%Y-%m-%d}，{platform.system()} {platform.machine()}，"
        f"{os.cpu_count()} 核，Python {platform.python_version()}。"
        "`make bench` 测一万名代表，`make proof` 测十万名；由它们写出，勿手改。",
        "服务器时间为进程内一次请求（毫秒，200 次），体积为压缩后 HTML＋CSS＋JS（KB）。",
    ]
    for database, size, result in figures:
        parts.append(f"## {database}，{size:,} 名代表")
        parts.append(_table(["页面", "状态", "查询", "p50", "p95", "KB"], result["pages"]))
        parts.append(_table(["项目", "结果"], result["other"]))
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Measure what the options ask for and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 100,000 deputies")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], default="")
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.relative_to(ROOT)}")
    options = parser.parse_args()
    figures = []
    for size in LARGE_SIZES if options.large else SIZES:
        for database, url in _databases(size, options.only):
            figures.append((database, size, _measure(url, size)))
    report = _report(figures)
    sys.stdout.write(report)
    if options.write:
        TABLE.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
