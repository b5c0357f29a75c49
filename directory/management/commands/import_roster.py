import argparse
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from core.levels import CongressLevel, no_congress_reason
from core.reports import check_report
from directory.batches import undo_hint
from directory.exceptions import RosterRefusedError
from directory.importers.roster_answers import ALL, IMPORT, NEW, QUESTIONS, SAME, SKIP, WORDS
from directory.importers.roster_findings import Finding
from directory.importers.roster_load import RosterOrder, RosterResult, import_roster
from directory.importers.roster_report import summary, write_report
from directory.importers.roster_rows import RosterRow
from directory.importers.roster_values import LAST_TERM
from directory.management.accounts import user_named
from directory.models import DeputyIdentifier
from divisions.codes import DivisionCodeError
from divisions.models import Division, DivisionNotFoundError

#: written, but rows were left out
ROWS_LEFT_OUT = 3
_SHOWN = 20
_ROW_DIGITS = 9
_LONGEST_REGISTER = DeputyIdentifier._meta.get_field("scheme").max_length
#: what may be somebody's public code
_CODE = re.compile(r"[0-9a-z]{8}")
_LEVELS = ",".join(CongressLevel)


def level_of(text: str) -> CongressLevel | str:
    """Return the level that a word on the command line means, Chinese words included.

    A word of places without a congress comes back as it is, to be refused with the reason.
    """
    level = CongressLevel.from_words(text)
    if level is None and not no_congress_reason(text):
        raise argparse.ArgumentTypeError(f"“{text}”不是代表层级，请用 {_LEVELS} 之一。")
    return level or text


def term_of(text: str) -> int:
    """Return the number of a term (届次) given on the command line."""
    digits = str(text)
    if not (digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= LAST_TERM):
        raise argparse.ArgumentTypeError(f"“{text}”不是届次，请写 1 到 {LAST_TERM} 之间的数字。")
    return int(digits)


def register_name(text: str) -> str:
    """Return the name of a register of deputies' numbers."""
    if not str(text).isprintable() or len(str(text)) > _LONGEST_REGISTER:
        raise argparse.ArgumentTypeError(f"登记册的名称最长 {_LONGEST_REGISTER} 个字，不能换行。")
    return str(text)


def answer_of(text: str) -> tuple[int | str, str]:
    """Return sheet row and answer of ``ROW=CODE`` or ``ROW=word``; ``("all", "same")``."""
    row, _, answer = (part.strip().lower() for part in str(text).partition("="))
    if (row, answer) == (ALL, SAME):
        return ALL, SAME
    is_row = row.isdecimal() and len(row) <= _ROW_DIGITS
    if not is_row or not (answer in WORDS or _CODE.fullmatch(answer)):
        raise argparse.ArgumentTypeError(
            f"“{text}”应写成 行号=网址编号、行号={SAME}、行号={NEW}、行号={IMPORT}、"
            f"行号={SKIP}，或 {ALL}={SAME}。"
        )
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
            "--register", default="", type=register_name, metavar="NAME",
            help="The register whose numbers the rows carry; by default the division's own.",
        )  # fmt: skip
        parser.add_argument(
            "--answer", action="append", default=[], type=answer_of, metavar="ROW=ANSWER",
            help="Answer a question, for good: the row is the stored deputy of that public code "
                 f"(CODE), the one person that the question names ({SAME}), somebody new ({NEW}), "
                 f"to be taken as it stands ({IMPORT}) or left out ({SKIP}). {ALL}={SAME}: whoever "
                 "sat in an earlier term and agrees in all that is known is the same person.",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="Check, but write nothing.")
        parser.add_argument(
            "--strict", action="store_true", help="Write nothing while one row is wrong."
        )
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Where to report.")

    def handle(self, **options: object) -> None:
        report = Path(options["report"]).resolve() if options["report"] else None
        if report:
            check_report(report, Path(options["path"]))
        require_database()
        order = self._order(options)
        try:
            result = import_roster(order, self._progress(int(options["verbosity"])))
        except RosterRefusedError as error:
            raise CommandError(str(error)) from error
        self._show(result, is_trial=order.is_trial)
        if hint := undo_hint(result.change_set):
            self.stdout.write(hint)
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
            what = "不是文件" if path.exists() else "没有这个文件"
            raise CommandError(f"{what}：{path}")
        word = str(options["level"])
        level = CongressLevel.from_words(word)
        if level is None:
            raise CommandError(f"{no_congress_reason(word)}。没有写入任何内容。")
        try:
            place = Division.objects.by_code(str(options["division"]))
        except (DivisionCodeError, DivisionNotFoundError) as error:
            raise CommandError(str(error)) from error
        return RosterOrder(
            path=path,
            place=place,
            level=level,
            term=term_of(options["term"]),
            user=user_named(options["user"]),
            register=options["register"],
            answers={row: answer for row, answer in options["answer"] if row != ALL},
            takes_same=(ALL, SAME) in options["answer"],
            is_strict=options["strict"],
            is_trial=options["dry_run"],
        )

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
        if any(row.outcome in QUESTIONS for row in result.left_out):
            self.stdout.write(
                f"疑问可以答复，答过不再问：--answer 行号={SAME}（就是所问的那个人）、"
                f"行号={NEW}（新的人）、行号=网址编号（库中这个人）、行号={IMPORT}（照样导入）、"
                f"行号={SKIP}（不导入）。"
            )
            if any(_sat_before(row) for row in result.left_out):
                self.stdout.write(
                    f"换届后的连任代表可以一次答完：--answer {ALL}={SAME}，见编辑手册第三节。"
                )


def _sat_before(row: RosterRow) -> bool:
    return any(issue.code == Finding.SAME_NAME_OTHER_TERM for issue in row.issues)
