"""What is said of a roster's file as a whole."""

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from .test_roster_load import Places


class SummaryTests(Places):
    def test_unknown_columns_are_named_without_what_stands_in_them(self):
        out = StringIO()
        with TemporaryDirectory() as folder:
            path, report = Path(folder) / "a.csv", Path(folder) / "report.json"
            path.write_text("姓名,选区,备注\n李秋禾,柳湾镇,病假\n", "utf-8")
            call_command(
                "import_roster", str(path), division=self.county.code, level="county", term=18,
                report=report, stdout=out,
            )  # fmt: skip
            summary = json.loads(report.read_text("utf-8"))["summary"]

        notice = "表头认不出、没有读入的列：“备注”（C 列）。"
        self.assertIn(notice, out.getvalue())
        self.assertEqual(
            set(summary),
            {"rows_by_outcome", "issue_counts", "created", "updated", "unchanged", "missing"},
        )
        self.assertNotIn("病假", out.getvalue() + json.dumps(summary, ensure_ascii=False))
