import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from core.reports import check_report
from divisions.exceptions import DivisionError
from divisions.importers.report import Report
from divisions.importers.run import import_files

#: rows were left out, the rest was written
SOME_LEFT_OUT = 3
#: wrong rows that are printed; the report has them all
_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import tables of divisions (区划表), or another edition of them; safe to run again. "
        "Exit status: 0 all rows written, 3 some rows left out, 1 nothing written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--edition", default="", help="What the tables are called, with their day: 2023-06-30."
        )
        parser.add_argument("--dry-run", action="store_true", help="Compare, but write nothing.")
        parser.add_argument(
            "--strict", action="store_true", help="Write nothing while a row is wrong."
        )
        parser.add_argument(
            "--complete",
            action="store_true",
            help="What the tables lack has been withdrawn, be it more than half.",
        )
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Write the report.")

    def handle(
        self, *, files: list[Path], edition: str, report: Path | None, **options: object
    ) -> None:
        if report:
            check_report(report, *files)
        require_database()
        try:
            result = import_files(
                files,
                edition=edition,
                is_complete=bool(options["complete"]),
                is_strict=bool(options["strict"]),
                is_dry_run=bool(options["dry_run"]),
                progress=self._progress if options["verbosity"] else lambda line: None,
            )
        except DivisionError as error:
            raise CommandError(str(error)) from error
        self._show(result, is_loud=bool(options["verbosity"]))
        if report:
            self._write_report(report, result)
        if result.refusal:
            raise CommandError(result.refusal)
        if result.issues:
            sys.exit(SOME_LEFT_OUT)

    def _show(self, result: Report, *, is_loud: bool) -> None:
        """Say in a few lines what became of the tables."""
        for issue in result.issues[:_SHOWN]:
            self.stderr.write(str(issue))
        if len(result.issues) > _SHOWN:
            self.stderr.write(f"……共 {len(result.issues)} 行有误，--report 可写出全部。")
        if is_loud:
            self.stdout.write(result.line())

    def _write_report(self, path: Path, result: Report) -> None:
        """Write the report; whatever keeps it from being written has come up since it was tried."""
        text = json.dumps(result.as_json(), ensure_ascii=False, indent=2)
        try:
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(
                f"导入已经完成，只是报告没有写成（{error.strerror}）。",
                returncode=1 if result.refusal else SOME_LEFT_OUT,
            ) from error

    def _progress(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
