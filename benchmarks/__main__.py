"""``python -m benchmarks [--quick] [--only sqlite|postgresql] [--part pages] [--write]``.

Each measurement has a process and a database of its own. PostgreSQL is the server of
TEST_DATABASE_URL (see bin/with-postgresql); without it only SQLite is measured.
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
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "benchmarks.md"
#: (title, measurement, size), see ``benchmarks.measure``
USUAL = (
    ("公众页面，10,000 名代表", "pages", 10_000),
    ("导入名册，10,000 行", "roster", 10_000),
    ("665,000 个区划", "divisions", 665_000),
    ("导入照片，500 张小图和一张 2400 万像素", "photos", 500),
    ("后台导入、发布、撤销，10,000 行；换届，3,000 名代表", "wizard", 10_000),
    ("导出，10,000 名代表", "exports", 10_000),
)
LARGE = (
    ("公众页面，100,000 名代表", "pages", 100_000),
    ("导入名册，100,000 行", "roster", 100_000),
    ("导出，100,000 名代表", "exports", 100_000),
    ("谁代表这里，100,000 名代表，665,000 个区划", "answers", 100_000),
)
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@contextmanager
def _empty_database(vendor: str) -> Iterator[str]:
    """Give the DATABASE_URL of an empty database that is removed afterwards."""
    if vendor == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
        return
    server = os.environ["TEST_DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS bench")
        admin.execute("CREATE DATABASE bench")
        yield f"{server.rsplit('/', 1)[0]}/bench"
        admin.execute("DROP DATABASE bench")


def _measure(vendor: str, name: str, size: int) -> list[list[str]]:
    """Measure in a process of its own; return the head and the rows of a table."""
    with _empty_database(vendor) as url, tempfile.NamedTemporaryFile(suffix=".json") as result:
        environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
        subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.measure", name, str(size), result.name],
            check=True, env=environment, cwd=ROOT,
        )  # fmt: skip
        return json.loads(Path(result.name).read_text("utf-8"))


def _table(head: list[str], *rows: list[str]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _head() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return "\n\n".join([
        "# 速度",
        f"{datetime.date.today():%Y-%m-%d}，{platform.system()} {platform.machine()}，"
        f"{os.cpu_count()} 核，内存 {memory:.0f} GB，Python {platform.python_version()}。"
        "`make bench` 测量，`make proof` 测量并写成本文，勿手改。",
        "服务器时间：进程内 200 次请求。KB：一页的 HTML、CSS、JS 各自 gzip 压缩后的总和。"
        "锁定：SQLite 上其他进程不能写入的时间。导入和内存峰值都是一个单独的进程的。",
    ])  # fmt: skip


def main() -> None:
    """Measure what the options ask for and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave 100,000 deputies out")
    parser.add_argument("--only", choices=list(TITLES), default="")
    parser.add_argument(
        "--part", choices=sorted({name for _, name, _ in (*USUAL, *LARGE)}), default=""
    )
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.relative_to(ROOT)}")
    options = parser.parse_args()
    vendors = [options.only] if options.only else list(TITLES)
    if "TEST_DATABASE_URL" not in os.environ:
        vendors = [vendor for vendor in vendors if vendor != "postgresql"]
    kept = _kept_parts() if options.part or options.only or options.quick else {}
    for title, name, size in (*USUAL, *(() if options.quick else LARGE)):
        for vendor in vendors if options.part in ("", name) else ():
            heading = f"## {title}，{TITLES[vendor]}"
            kept[heading] = part = f"{heading}\n\n{_table(*_measure(vendor, name, size))}"
            sys.stdout.write(part + "\n\n")
            sys.stdout.flush()
    if options.write:
        TABLE.write_text("\n\n".join([_head(), *kept.values()]) + "\n", encoding="utf-8")


def _kept_parts() -> dict[str, str]:
    """Return the tables written before, by heading; what is measured anew replaces one."""
    text = TABLE.read_text("utf-8") if TABLE.exists() else ""
    parts = [f"## {part.strip()}" for part in text.split("\n## ")[1:]]
    return {part.partition("\n")[0]: part for part in parts}


if __name__ == "__main__":
    main()
