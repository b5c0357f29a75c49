"""Speed and memory of the roster import."""

import json
import random
import resource
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from openpyxl import Workbook

from divisions.enums import Level
from divisions.models import Division

from .dataset import GIVEN, SURNAMES


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


def run(place: Division, rows: int) -> dict[str, object]:
    """Import a roster of ``rows`` twice; return seconds, rows/s, peak MB and the longest write."""
    figures: dict[str, object] = {"rows": rows}
    with tempfile.TemporaryDirectory() as folder:
        path, report = Path(folder) / "roster.xlsx", Path(folder) / "report.json"
        write_roster(path, rows, place)
        for label in ("first", "second"):
            started = time.perf_counter()
            try:
                call_command(
                    "import_roster", str(path), division=place.public_code, level="city",
                    term=16, report=str(report), verbosity=0,
                )  # fmt: skip
            except SystemExit as left:
                figures[f"{label}_exit"] = left.code
            seconds = time.perf_counter() - started
            figures[label] = f"{seconds:.1f} s, {rows / seconds:,.0f} 行/秒"
            summary = json.loads(report.read_text("utf-8"))["summary"]
            figures[f"{label}_outcomes"] = summary["rows_by_outcome"]
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures
