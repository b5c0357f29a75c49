"""Tables of invented divisions, and the command that imports them."""

import csv
import io
import json
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.test import TestCase

from divisions.models import Division, DivisionCode, OtherName

#: a province with a prefecture, a county and two townships, one of them without a congress
SMALL = [
    ("99", "青澜省", 1, ""),
    ("9901", "云岭市", 2, "99"),
    ("990121", "望溪县", 3, "9901"),
    ("990121101", "柳湾镇", 4, "990121"),
    ("990121001", "南关街道", 4, "990121"),
]


def csv_text(rows, header=("code", "name", "level", "parent_code"), delimiter=","):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


class ImportTests(TestCase):
    """Tests that import tables from a folder of their own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def table(self, rows, name="区划.csv", **form):
        return self.file(csv_text(rows, **form), name)

    def file(self, content, name="区划.csv", encoding="utf-8"):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def run_import(self, *files, **options):
        """Run the command; return its exit status, its report and what it said."""
        report = self.folder / "report.json"
        said = io.StringIO()
        status = 0
        try:
            call_command(
                "import_divisions", *map(str, files), report=report, stdout=said, stderr=said,
                **options,
            )  # fmt: skip
        except SystemExit as end:
            status = end.code
        return status, json.loads(report.read_text("utf-8")), said.getvalue()

    def imported(self, rows, **options):
        """Import a table that is all right; return its report."""
        status, report, _ = self.run_import(self.table(rows), **options)
        self.assertEqual((status, report["issues"]), (0, []))
        return report

    def counts(self, report):
        """What the report counts, without the zeros."""
        return {key: count for key, count in report["counts"].items() if count}


def stored():
    """All that an import may write, ids left out."""
    places = Division.objects.order_by("level", "code", "name")
    return [
        *places.values_list(
            "level", "kind", "code", "name", "short_name", "pinyin", "parent__code",
            "governed_by__code", "valid_until", "is_end_estimated", "succeeded_by__code",
        ),
        *DivisionCode.objects.order_by("level", "code", "valid_until").values_list(
            "division__name", "code", "level", "valid_until", "seen_on"
        ),
        *OtherName.objects.order_by("name", "kind").values_list("division__name", "name", "kind"),
    ]  # fmt: skip
