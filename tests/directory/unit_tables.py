"""Tables of electoral units that tests write and import."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command

HEADER = ["选区号", "选区名称", "应选名额", "所含村"]


def write_csv(path: Path, rows: list[list], encoding: str = "utf-8") -> Path:
    """Write the rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def import_units(place, rows: list[list], **options) -> tuple[int, dict]:
    """Import a table through the command; return exit status and report ({} where none is)."""
    with TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "选区划分表.csv", rows)
        return import_file(place, path, **options)


def import_file(place, path: Path, *, level="county", term=18, **options) -> tuple[int, dict]:
    """Run the command on a file; return exit status and report ({} where none is)."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        status = run(path, place, level=level, term=term, report=report, **options)
        return status, json.loads(report.read_text("utf-8")) if report.exists() else {}


def run(path, place, **options) -> int:
    """Run the command; return its exit status."""
    reference = place if isinstance(place, str) else f"{place.code}:{place.level}"
    try:
        call_command(
            "import_electoral_units", str(path), division=reference, verbosity=0, **options
        )
    except SystemExit as left:
        return left.code
    except CommandError as error:
        return error.returncode
    return 0


def outcomes(report: dict) -> list[str]:
    """Return the outcomes of the rows that are units."""
    return [row["outcome"] for row in report["rows"] if row["kind"] == "data"]


def codes(report: dict, row: int) -> set[str]:
    """Return the issue codes of a sheet row."""
    return {issue["code"] for each in report["rows"] if each["row"] == row
            for issue in each["issues"]}  # fmt: skip


def details(report: dict) -> str:
    """Return what all issues say."""
    return "；".join(issue["detail"] for row in report["rows"] for issue in row["issues"])
