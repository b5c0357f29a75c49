import argparse
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.databases import require_database
from core.reports import check_report
from directory.batches import undo_hint
from directory.exceptions import PhotosRefusedError
from directory.importers.photo_load import PhotoOrder, import_photos
from directory.importers.photo_report import photo_summary, write_photo_report
from directory.importers.photo_rows import PhotoOutcome, PhotoResult
from directory.importers.roster_answers import SKIP
from directory.management.accounts import user_named
from directory.retention import purge_uploads
from divisions.codes import DivisionCodeError
from divisions.models import Division, DivisionNotFoundError

#: written, but files were left out
FILES_LEFT_OUT = 3
_SHOWN = 20
#: what may be somebody's public code
_CODE = re.compile(r"[0-9a-z]{8}")


def photo_answer(text: str) -> tuple[str, str]:
    """Return name and answer of ``FILE=CODE`` or ``FILE=skip``; a name may hold equals signs."""
    name, _, answer = str(text).rpartition("=")
    answer = answer.strip().lower()
    if not name or not (answer == SKIP or _CODE.fullmatch(answer)):
        raise argparse.ArgumentTypeError(f"“{text}”应写成 文件名=网址编号，或 文件名={SKIP}。")
    return name.strip(), answer


class Command(BaseCommand):
    help = (
        "Import photographs of deputies (代表照片) from a zip archive; safe to run again. "
        "Exit status: 0 all files taken or rightly ignored, 3 some files left out, "
        "1 nothing written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="ZIP")
        parser.add_argument(
            "--division", required=True, metavar="CODE[:LEVEL]",
            help="Whose deputies they show: those kept there or below.",
        )  # fmt: skip
        parser.add_argument("--user", metavar="USERNAME", help="Import with this person's rights.")
        parser.add_argument(
            "--register", default="", metavar="NAME",
            help="The register whose numbers the file names carry; by default the division's own.",
        )  # fmt: skip
        parser.add_argument(
            "--answer", action="append", default=[], type=photo_answer, metavar="FILE=ANSWER",
            help="Answer a question: the file shows the deputy of that public code (CODE), or is "
                 f"to be left out ({SKIP}). FILE is the name in the archive.",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="Check, but write nothing.")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Where to report.")

    def handle(self, **options: object) -> None:
        path = Path(str(options["path"]))
        report = Path(str(options["report"])).resolve() if options["report"] else None
        if report:
            check_report(report, path)
        require_database()
        order = self._order(path, options)
        purge_uploads(timezone.now())
        try:
            result = import_photos(order, self._progress(int(str(options["verbosity"]))))
        except PhotosRefusedError as error:
            raise CommandError(str(error)) from error
        self._show(result, is_trial=order.is_trial)
        if hint := undo_hint(result.change_set):
            self.stdout.write(hint)
        if report:
            self._report(report, result)
        if result.left_out:
            sys.exit(FILES_LEFT_OUT)

    def _report(self, path: Path, result: PhotoResult) -> None:
        """Write the report; whatever keeps it from being written has come up since it was tried."""
        try:
            write_photo_report(path, result)
        except OSError as error:
            raise CommandError(
                f"导入已经完成，只是报告没有写成（{error.strerror}）：再运行一次即可得到报告。",
                returncode=FILES_LEFT_OUT,
            ) from error

    def _order(self, path: Path, options: dict) -> PhotoOrder:
        if not path.is_file():
            what = "不是文件" if path.exists() else "没有这个文件"
            raise CommandError(f"{what}：{path}")
        try:
            place = Division.objects.by_code(str(options["division"]))
        except (DivisionCodeError, DivisionNotFoundError) as error:
            raise CommandError(str(error)) from error
        return PhotoOrder(
            path=path,
            place=place,
            user=user_named(options["user"]),
            register=options["register"],
            answers=dict(options["answer"]),
            is_trial=options["dry_run"],
        )

    def _progress(self, verbosity: int) -> Callable[[str], object]:
        return self.stdout.write if verbosity else (lambda text: None)

    def _show(self, result: PhotoResult, *, is_trial: bool) -> None:
        """Say in a few lines what became of the archive."""
        for notice in result.notices:
            self.stdout.write(notice)
        counts = photo_summary(result)
        self.stdout.write(
            f"{'试导入，没有写入：' if is_trial else ''}新增 {counts['import']:,} 张，"
            f"更换 {counts['update']:,} 张，未变 {counts['unchanged']:,} 张；"
            f"待答复 {counts['review']:,} 张，找不到人 {counts['unmatched']:,} 张，"
            f"有错 {counts['error']:,} 张，忽略 {counts['ignore']:,} 个文件。"
        )
        for row in result.left_out[:_SHOWN]:
            self.stdout.write(f"  {row.member}：{row.reason}")
        if len(result.left_out) > _SHOWN:
            self.stdout.write(f"  …… 共 {len(result.left_out):,} 个，其余见报告。")
        if any(row.outcome == PhotoOutcome.REVIEW for row in result.left_out):
            self.stdout.write(
                f"疑问可以答复：--answer 文件名=网址编号（是这一位），或 文件名={SKIP}（不导入）。"
            )
