import datetime
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from directory.exceptions import RosterRefusedError
from directory.importers.roster_report import summary
from directory.importers.station_hours import OfficeHours, Span
from directory.importers.station_load import StationOrder, StationResult, import_stations
from directory.management.accounts import user_named
from directory.management.importing import (
    file_of,
    place_of,
    report_path,
    report_result,
    show_left_out,
)

from .import_roster import ROWS_LEFT_OUT

_SHOWN = 20


def hours_of(text: str) -> Span:
    """Return the hours of half a day, given as 9:00-12:00."""
    try:
        first, last = (datetime.time(*map(int, clock.split(":"))) for clock in str(text).split("-"))
    except (ValueError, TypeError) as error:
        raise ArgumentTypeError(f"“{text}”不是起止时间，请写成 9:00-12:00。") from error
    if first >= last:
        raise ArgumentTypeError(f"“{text}”的结束时间不晚于开始时间。")
    return first, last


class Command(BaseCommand):
    help = (
        "Import an office's table of stations (家站室一览表) from Excel or CSV; safe to run again. "
        "Exit status: 0 all stations written or rightly ignored, 3 some rows or deputies left out, "
        "1 nothing written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument(
            "--division", required=True, metavar="CODE[:LEVEL]", help="Whose table it is."
        )
        parser.add_argument("--user", metavar="USERNAME", help="Import with this person's rights.")
        parser.add_argument("--dry-run", action="store_true", help="Check, but write nothing.")
        parser.add_argument(
            "--strict", action="store_true", help="Write nothing while one row is wrong."
        )
        parser.add_argument(
            "--morning", type=hours_of, metavar="9:00-12:00",
            help="What 上午 means where a table gives no hours (default: 9:00-12:00).",
        )  # fmt: skip
        parser.add_argument(
            "--afternoon", type=hours_of, metavar="14:30-17:30",
            help="What 下午 means where a table gives no hours (default: 14:30-17:30).",
        )  # fmt: skip
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Where to report.")

    def handle(self, **options: object) -> None:
        path = Path(options["path"])
        report = report_path(options["report"], path)
        require_database()
        order = self._order(path, options)
        try:
            result = import_stations(order, self._progress(int(options["verbosity"])))
        except RosterRefusedError as error:
            raise CommandError(str(error)) from error
        self._show(result, is_trial=order.is_trial)
        if report:
            report_result(report, result, "station", ROWS_LEFT_OUT)
        if result.refusal:
            raise CommandError(result.refusal)
        if result.left_out or result.questions:
            sys.exit(ROWS_LEFT_OUT)

    def _order(self, path: Path, options: dict) -> StationOrder:
        usual = OfficeHours()
        return StationOrder(
            path=file_of(path),
            place=place_of(str(options["division"])),
            user=user_named(options["user"]),
            is_strict=options["strict"],
            is_trial=options["dry_run"],
            office=OfficeHours(
                options["morning"] or usual.morning, options["afternoon"] or usual.afternoon
            ),
        )

    def _progress(self, verbosity: int) -> Callable[[str], object]:
        return self.stdout.write if verbosity else (lambda text: None)

    def _show(self, result: StationResult, *, is_trial: bool) -> None:
        """Say in a few lines what became of the table."""
        for notice in result.notices:
            self.stdout.write(notice)
        duplicates = summary(result)["rows_by_outcome"].get("duplicate", 0)
        written = "试导入，没有写入：" if is_trial else ""
        self.stdout.write(
            f"{written}新增 {result.created:,} 个，更新 {result.updated:,} 个，"
            f"未变 {result.unchanged:,} 个；代表进站新增 {result.posted:,} 人次；"
            f"未导入 {len(result.left_out):,} 行，重复 {duplicates:,} 行；"
            f"没有对应上的代表 {len(result.questions):,} 人次；"
            f"库中有而表里没有 {len(result.missing):,} 个。"
        )
        show_left_out(self.stdout, result.left_out)
        for row, detail in result.questions[:_SHOWN]:
            self.stdout.write(f"  第 {row.row} 行：{detail}")
        if len(result.questions) > _SHOWN:
            self.stdout.write(f"  …… 共 {len(result.questions):,} 人次，其余见报告。")
        if result.batch:
            self.stdout.write(f"这一批可以在后台“导入批次”里撤销：{result.batch}")
