"""Tables of stations that tests write and import."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command
from django.test import TestCase

from directory.models import Station
from divisions.enums import Kind
from tests.factories import DivisionFactory

from .roster_files import SheetSpec, write_workbook
from .unit_tables import write_csv


class Places(TestCase):
    """A county with two towns and a street, and their villages."""

    @classmethod
    def setUpTestData(cls):
        cls.city = DivisionFactory(parent=DivisionFactory())
        cls.county = DivisionFactory(parent=cls.city)
        cls.town = DivisionFactory(parent=cls.county)
        cls.other_town = DivisionFactory(parent=cls.county, name="石桥镇")
        cls.street = DivisionFactory(parent=cls.county, name="南关街道", kind=Kind.SUBDISTRICT)
        cls.village = DivisionFactory(parent=cls.town)
        cls.west = DivisionFactory(parent=cls.town, name="西湾村")
        cls.bank = DivisionFactory(parent=cls.other_town, name="河沿村")

    def imported(self, header, *rows, **options):
        return import_rows(options.pop("place", self.county), [header, *rows], **options)

    def one(self, header, *row, **options):
        """Import a table of one station; return it with its report row."""
        _, report = self.imported(header, list(row), **options)
        data = [each for each in report["rows"] if each["kind"] == "data"]
        return Station.objects.first(), data[0]


def import_rows(place, rows: list[list], **options) -> tuple[int, dict]:
    """Import a table through the command; return exit status and report ({} where none is)."""
    with TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "家站室.csv", rows)
        return import_file(place, path, **options)


def import_sheet(place, sheet: SheetSpec) -> tuple[int, dict]:
    """Import a workbook of one sheet."""
    with TemporaryDirectory() as folder:
        return import_file(place, write_workbook(Path(folder) / "家站室.xlsx", sheet))


def import_file(place, path: Path, **options) -> tuple[int, dict]:
    """Run the command on a file; return exit status and report ({} where none is)."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        reference = f"{place.code}:{place.level}"
        try:
            call_command(
                "import_stations", str(path), division=reference, report=report,
                **{"verbosity": 0} | options,
            )  # fmt: skip
            status = 0
        except SystemExit as left:
            status = left.code
        except CommandError as error:
            status = error.returncode
        return status, json.loads(report.read_text("utf-8")) if report.exists() else {}


def codes(row: dict) -> set[str]:
    """Return the issue codes of a reported row."""
    return {issue["code"] for issue in row["issues"]}


def detail(row: dict, code: str) -> str:
    """Return what is said about one issue of a reported row."""
    return next(issue["detail"] for issue in row["issues"] if issue["code"] == code)
