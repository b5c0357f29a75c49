"""Rosters that tests write and import."""

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command

HEADINGS = {
    "name": "姓名", "gender": "性别", "birth": "出生年月", "post": "工作单位及职务",
    "constituency": "选区", "level": "代表层级", "term": "届次", "phone": "联系电话",
    "group": "代表小组", "station": "联络站", "register_number": "代表证号",
    "division_code": "行政区划代码", "education": "学历", "party": "政治面貌",
    "deputy_class": "代表类别", "email": "邮箱", "native_place": "籍贯", "ethnicity": "民族",
    "tenure": "是否连任",
}  # fmt: skip


def write_roster(path: Path, people: list[dict]) -> None:
    """Write a CSV roster; its first person stands in row 2."""
    fields = list(dict.fromkeys(field for person in people for field in person))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([HEADINGS[field] for field in fields])
        for person in people:
            writer.writerow([person.get(field, "") for field in fields])


def import_people(place, people: list[dict], **options) -> tuple[int, dict]:
    """Import a roster of ``people`` through the command; return exit status and report.

    The report is empty where none was written.
    """
    with TemporaryDirectory() as folder:
        path, report = Path(folder) / "roster.csv", Path(folder) / "report.json"
        write_roster(path, people)
        status = run_import(path, place, report=report, **options)
        return status, json.loads(report.read_text("utf-8")) if report.exists() else {}


def run_import(path, place, *, level="county", term=18, **options) -> int:
    """Run the command; return its exit status."""
    reference = place if isinstance(place, str) else f"{place.code}:{place.level}"
    try:
        call_command(
            "import_roster", str(path), division=reference, level=level, term=term,
            verbosity=0, **options,
        )  # fmt: skip
    except SystemExit as left:
        return left.code
    except CommandError as error:
        return error.returncode
    return 0


def outcomes(report: dict) -> list[str]:
    """Return the outcomes of the rows that are people."""
    return [row["outcome"] for row in report["rows"] if row["kind"] == "data"]


def codes(report: dict, row: int) -> set[str]:
    """Return the issue codes of a sheet row."""
    return {issue["code"] for each in report["rows"] if each["row"] == row
            for issue in each["issues"]}  # fmt: skip
