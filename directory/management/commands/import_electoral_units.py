import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from core.levels import CongressLevel, no_congress_reason
from directory.batches import undo_hint
from directory.exceptions import RosterRefusedError
from directory.importers.roster_report import summary
from directory.importers.unit_load import UnitOrder, UnitResult, import_units
from directory.management.accounts import user_named
from directory.management.importing import (
    file_of,
    place_of,
    report_path,
    report_result,
    show_left_out,
)

from .import_roster import ROWS_LEFT_OUT, level_of, term_of

_LEVELS = ",".join(CongressLevel)


class Command(BaseCommand):
    help = (
        "Import an office's table of electoral units (选区划分表) from Excel or CSV; safe to run "
        "again. Exit status: 0 all units written or rightly ignored, 3 some left out, 1 nothing "
        "written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument(
            "--division", required=True, metavar="CODE[:LEVEL]", help="Whose table it is."
        )
        parser.add_argument(
            "--level", required=True, type=level_of, metavar=f"{{{_LEVELS}}}",
            help="Level of the congress whose units they are.",
        )  # fmt: skip
        parser.add_argument(
            "--term", required=True, type=term_of, metavar="N",
            help="Number of the term (届次); it is made where it is missing.",
        )  # fmt: skip
        parser.add_argument("--user", metavar="USERNAME", help="Import with this person's rights.")
        parser.add_argument("--dry-run", action="store_true", help="Check, but write nothing.")
        parser.add_argument(
            "--strict", action="store_true", help="Write nothing while one row is wrong."
        )
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Where to report.")

    def handle(self, **options: object) -> None:
        report = report_path(options["report"], Path(options["path"]))
        require_database()
        order = self._order(options)
        try:
            result = import_units(order, self._progress(int(options["verbosity"])))
        except RosterRefusedError as error:
            raise CommandError(str(error)) from error
        self._show(result, is_trial=order.is_trial)
        if hint := undo_hint(result.change_set):
            self.stdout.write(hint)
        if report:
            report_result(report, result, "unit", ROWS_LEFT_OUT)
        if result.refusal:
            raise CommandError(result.refusal)
        if result.left_out:
            sys.exit(ROWS_LEFT_OUT)

    def _order(self, options: dict) -> UnitOrder:
        path = file_of(Path(options["path"]))
        word = str(options["level"])
        level = CongressLevel.from_words(word)
        if level is None:
            raise CommandError(f"{no_congress_reason(word)}。没有写入任何内容。")
        return UnitOrder(
            path=path,
            place=place_of(str(options["division"])),
            level=level,
            term=term_of(options["term"]),
            user=user_named(options["user"]),
            is_strict=options["strict"],
            is_trial=options["dry_run"],
        )

    def _progress(self, verbosity: int) -> Callable[[str], object]:
        return self.stdout.write if verbosity else (lambda text: None)

    def _show(self, result: UnitResult, *, is_trial: bool) -> None:
        """Say in a few lines what became of the table."""
        for notice in result.notices:
            self.stdout.write(notice)
        counts = summary(result)
        duplicates = counts["rows_by_outcome"].get("duplicate", 0)
        unknown = counts["issue_counts"].get("area_unknown", 0)
        written = "试导入，没有写入：" if is_trial else ""
        self.stdout.write(
            f"{written}新增 {result.created:,} 个，更新 {result.updated:,} 个，"
            f"未变 {result.unchanged:,} 个；"
            f"未导入 {len(result.left_out):,} 行，重复 {duplicates:,} 行；"
            f"没有找到的地方 {unknown:,} 处；库中有而表里没有 {len(result.missing):,} 个。"
        )
        show_left_out(self.stdout, result.left_out)
