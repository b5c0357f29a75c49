import argparse
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.databases import require_database
from core.levels import CongressLevel
from core.reports import ReportUnwritableError, check_report
from directory.exceptions import RosterRefusedError
from directory.importers.roster_load import RosterOrder, RosterResult, import_roster
from directory.importers.roster_match import NEW
from directory.importers.roster_report import summary, write_report
from directory.importers.roster_values import LAST_TERM
from divisions.codes import DivisionCodeError
from divisions.models import Division, DivisionNotFoundError

#: written, but rows were left out
ROWS_LEFT_OUT = 3
_SHOWN = 20
_LEVELS = ",".join(CongressLevel)


def level_of(text: str) -> CongressLevel:
    """Return the level that a word on the command line means, Chinese words included."""
    level = CongressLevel.from_words(str(text))
    if level is None:
        raise argparse.ArgumentTypeError(f"“{text}”不是代表层级，请用 {_LEVELS} 之一。")
    return level


def term_of(text: str) -> int:
    """Return the number of a term (届次) given on the command line."""
    digits = str(text)
    if not (digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= LAST_TERM):
        raise argparse.ArgumentTypeError(f"“{text}”不是届次，请写 1 到 {LAST_TERM} 之间的数字。")
    return int(digits)


def answer_of(text: str) -> tuple[int, str]:
    """Return sheet row and answer of ``ROW=CODE`` or ``ROW=new``."""
    row, _, answer = str(text).partition("=")
    if not row.isdecimal() or not answer:
        raise argparse.ArgumentTypeError(f"“{text}”应写成 行号=网址编号，或 行号={NEW}。")
    return int(row), answer


class Command(BaseCommand):
    help = (
        "Import a roster of deputies (代表花名册) from Excel or CSV; safe to run again. "
        "Exit status: 0 all rows written or rightly ignored, 3 some rows left out, "
        "1 nothing written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument(
            "--division", required=True, metavar="CODE[:LEVEL]", help="Whose roster it is."
        )
        parser.add_argument(
            "--level", required=True, type=level_of, metavar=f"{{{_LEVELS}}}",
            help="Level of rows whose level no column gives.",
        )  # fmt: skip
        parser.add_argument(
            "--term", required=True, type=term_of, metavar="N",
            help="Number of the term (届次) of rows whose term no column gives.",
        )  # fmt: skip
        parser.add_argument("--user", metavar="USERNAME", help="Import with this person's rights.")
        parser.add_argument(
            "--register", default="", metavar="NAME",
            help="The register whose numbers the rows carry; by default the division's own.",
        )  # fmt: skip
        parser.add_argument(
            "--answer", action="append", default=[], type=answer_of, metavar=f"ROW=CODE|{NEW}",
            help="Answer a question: the row means the stored deputy CODE, or somebody new.",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="Check, but write nothing.")
        parser.add_argument(
            "--strict", action="store_true", help="Write nothing while one row is wrong."
        )
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Where to report.")

    def handle(self, **options: object) -> None:
        report = Path(options["report"]).resolve() if options["report"] else None
        try:
            if report:
                check_report(report, Path(options["path"]))
        except ReportUnwritableError as error:
            raise CommandError(f"{error}没有写入任何内容。") from error
        require_database()
        order = self._order(options)
        try:
            result = import_roster(order, self._progress(int(options["verbosity"])))
        except RosterRefusedError as error:
            raise CommandError(str(error)) from error
        self._show(result, is_trial=order.is_trial)
        if report:
            self._report(report, result)
        if result.refusal:
            raise CommandError(result.refusal)
        if result.left_out:
            sys.exit(ROWS_LEFT_OUT)

    def _report(self, path: Path, result: RosterResult) -> None:
        """Write the report; whatever keeps it from being written has come up since it was tried."""
        try:
            write_report(path, result)
        except OSError as error:
            raise CommandError(
                f"导入已经完成，只是报告没有写成（{error.strerror}）：再运行一次即可得到报告。",
                returncode=ROWS_LEFT_OUT,
            ) from error

    def _order(self, options: dict) -> RosterOrder:
        path = Path(options["path"])
        if not path.is_file():
            raise CommandError(f"没有文件 {path}。")
        try:
            place = Division.objects.by_code(str(options["division"]))
        except (DivisionCodeError, DivisionNotFoundError) as error:
            raise CommandError(str(error)) from error
        return RosterOrder(
            path=path,
            place=place,
            level=level_of(options["level"]),
            term=term_of(options["term"]),
            user=self._user(options["user"]),
            register=options["register"],
            answers=dict(options["answer"]),
            is_strict=options["strict"],
            is_trial=options["dry_run"],
        )

    def _user(self, username: str | None) -> User | None:
        if not username:
            return None
        try:
            return User.objects.get(username=username, is_active=True)
        except User.DoesNotExist as error:
            raise CommandError(f"没有账号 {username}，或已停用。") from error

    def _progress(self, verbosity: int) -> Callable[[str], object]:
        return self.stdout.write if verbosity else (lambda text: None)

    def _show(self, result: RosterResult, *, is_trial: bool) -> None:
        """Say in a few lines what became of the roster."""
        for notice in result.notices:
            self.stdout.write(notice)
        counts = summary(result)["rows_by_outcome"]
        written = "试导入，没有写入：" if is_trial else ""
        self.stdout.write(
            f"{written}新增 {result.created:,} 人，更新 {result.updated:,} 行，"
            f"未变 {result.unchanged:,} 行；"
            f"未导入 {len(result.left_out):,} 行，重复 {counts.get('duplicate', 0):,} 行；"
            f"库中有而名册没有 {len(result.missing):,} 人。"
        )
        for row in result.left_out[:_SHOWN]:
            reasons = "；".join(
                issue.detail for issue in row.issues if issue.severity in {"review", "error"}
            )
            self.stdout.write(f"  第 {row.row} 行：{reasons}")
        if len(result.left_out) > _SHOWN:
            self.stdout.write(f"  …… 共 {len(result.left_out):,} 行，其余见报告。")
