import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from divisions.exceptions import DivisionError
from divisions.importers.run import import_files

#: rows were left out, the rest was written
SOME_LEFT_OUT = 3
#: wrong rows that are printed; the report has them all
_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import tables of divisions (区划表), or another edition of them. Exit status: 0 all rows "
        "written, 3 some rows left out, 1 nothing written."
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
        for issue in result.issues[:_SHOWN]:
            self.stderr.write(str(issue))
        if len(result.issues) > _SHOWN:
            self.stderr.write(f"……共 {len(result.issues)} 行有误，--report 可写出全部。")
        if report:
            text = json.dumps(result.as_json(), ensure_ascii=False, indent=2)
            report.write_text(text + "\n", encoding="utf-8")
        if options["verbosity"]:
            self.stdout.write(result.line())
        if result.issues:
            sys.exit(SOME_LEFT_OUT)

    def _progress(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
