import argparse
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from core.identity_numbers import mask_identity_numbers
from core.reports import check_report
from directory.batches import undo_hint
from directory.exceptions import PopoloRefusedError
from directory.importers.roster_values import LAST_TERM
from directory.management.accounts import user_named
from directory.popolo.loading import PopoloOrder, PopoloResult, import_popolo
from directory.popolo.report import summary, write_report
from divisions.codes import DivisionCodeError
from divisions.models import Division, DivisionNotFoundError

#: written, but records were left out
ROWS_LEFT_OUT = 3
_SHOWN = 20
_LONGEST_SOURCE = 200


def term_of(text: str) -> int:
    """Return the number of a term (届次) given on the command line."""
    digits = str(text)
    if not (digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= LAST_TERM):
        raise argparse.ArgumentTypeError(f"“{text}”不是届次，请写 1 到 {LAST_TERM} 之间的数字。")
    return int(digits)


def source_name(text: str) -> str:
    """Return the name of the source whose ids a file gives."""
    name = str(text).strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_SOURCE:
        raise argparse.ArgumentTypeError(f"来源的名称最长 {_LONGEST_SOURCE} 个字，不能换行。")
    return name


class Command(BaseCommand):
    help = (
        "Import people, memberships, organizations and areas from Popolo JSON (开放数据); safe to "
        "run again. Exit status: 0 everything written, 3 some records left out, 1 nothing written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", type=Path, nargs="+", metavar="FILE")
        parser.add_argument(
            "--division", metavar="CODE[:LEVEL]",
            help="For which division the files speak; by default the nation.",
        )  # fmt: skip
        parser.add_argument(
            "--source", type=source_name, metavar="NAME",
            help="Whose ids the files give; by default what the file names first in meta.sources, "
                 "or its own name.",
        )  # fmt: skip
        parser.add_argument(
            "--term", type=term_of, metavar="N",
            help="Number of the term of memberships in a congress that name no period.",
        )  # fmt: skip
        parser.add_argument(
            "--user", metavar="USERNAME",
            help="Import with this person's rights: all of a file that he may publish, or nothing.",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="Check, but write nothing.")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Where to report.")

    def handle(self, **options: object) -> None:
        paths = [Path(path) for path in options["paths"]]
        report = Path(options["report"]).resolve() if options["report"] else None
        if report:
            check_report(report, *paths)
        require_database()
        base, user = self._division(options["division"]), user_named(options["user"])
        results, refused = [], {}
        for path in paths:
            order = PopoloOrder(
                path=path, base=base, user=user, source=options["source"] or "",
                term=options["term"], is_trial=options["dry_run"],
            )  # fmt: skip
            try:
                results.append(self._import(order, self._progress(int(options["verbosity"]))))
                self._show(results[-1], is_trial=order.is_trial)
                if hint := undo_hint(results[-1].change_set):
                    self.stdout.write(hint)
            except PopoloRefusedError as error:
                refused[path] = str(error)
                self.stderr.write(f"{path.name}：{error}")
        if report:
            self._report(report, results, refused)
        if not any(result.is_usable for result in results):
            raise CommandError("没有一条可以导入，没有写入任何内容。")
        if refused or any(result.left_out for result in results):
            sys.exit(ROWS_LEFT_OUT)

    def _import(self, order: PopoloOrder, progress: Callable[[str], object]) -> PopoloResult:
        if not order.path.is_file():
            what = "不是文件" if order.path.exists() else "没有这个文件"
            raise PopoloRefusedError(f"{what}。")
        return import_popolo(order, progress)

    def _report(self, path: Path, results: list[PopoloResult], refused: dict[Path, str]) -> None:
        """Write the report; whatever keeps it from being written has come up since it was tried."""
        try:
            write_report(path, results, refused)
        except OSError as error:
            raise CommandError(
                f"导入已经完成，只是报告没有写成（{error.strerror}）：再运行一次即可得到报告。",
                returncode=ROWS_LEFT_OUT,
            ) from error

    def _division(self, reference: object) -> Division:
        try:
            if reference is None:
                return Division.objects.root()
            return Division.objects.by_code(str(reference))
        except (DivisionCodeError, DivisionNotFoundError) as error:
            raise CommandError(str(error)) from error

    def _progress(self, verbosity: int) -> Callable[[str], object]:
        return self.stdout.write if verbosity else (lambda text: None)

    def _show(self, result: PopoloResult, *, is_trial: bool) -> None:
        """Say in a few lines what became of a file."""
        found = summary([result])
        counts = found["counts"]
        written = "试导入，没有写入：" if is_trial else ""
        self.stdout.write(
            f"{written}{result.path.name}：代表 {counts['deputies']:,} 人"
            f"（文件里 {counts['persons']:,} 人），新增 {found['created']:,}，"
            f"更新 {found['updated']:,}，未变 {found['unchanged']:,}；"
            f"任职 {counts['memberships']:,} 项，组织 {counts['organizations']:,} 个，"
            f"地方 {counts['areas']:,} 个；未导入 {found['left_out']:,} 条。"
        )
        for record in result.left_out[:_SHOWN]:
            reasons = "；".join(
                issue.detail
                for issue in record.issues
                if issue.problem.severity in {"review", "error"}
            )
            self.stdout.write(mask_identity_numbers(f"  {record.place}：{reasons}"))
        if len(result.left_out) > _SHOWN:
            self.stdout.write(f"  …… 共 {len(result.left_out):,} 条，其余见报告。")
