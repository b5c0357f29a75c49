"""What the commands that import an office's table have in common."""

from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from core.reports import check_report
from directory.importers.roster_issues import Severity
from directory.importers.roster_report import ImportResult, ReportedRow, write_report
from divisions.codes import DivisionCodeError
from divisions.models import Division, DivisionNotFoundError

_SHOWN = 20


def file_of(path: Path) -> Path:
    """Return ``path``.

    Raises:
        CommandError: it is no file.
    """
    if not path.is_file():
        what = "不是文件" if path.exists() else "没有这个文件"
        raise CommandError(f"{what}：{path}")
    return path


def place_of(reference: str) -> Division:
    """Return the division that ``CODE`` or ``CODE:LEVEL`` names.

    Raises:
        CommandError: there is none.
    """
    try:
        return Division.objects.by_code(reference)
    except (DivisionCodeError, DivisionNotFoundError) as error:
        raise CommandError(str(error)) from error


def report_path(path: Path | None, source: Path) -> Path | None:
    """Return where to report, tried before anything is written."""
    if path is None:
        return None
    report = Path(path).resolve()
    check_report(report, source)
    return report


def report_result(path: Path, result: ImportResult, subject: str, returncode: int) -> None:
    """Write the report; whatever keeps it from being written has come up since it was tried.

    Raises:
        CommandError: it is not written; the import is done all the same.
    """
    try:
        write_report(path, result, subject)
    except OSError as error:
        raise CommandError(
            f"导入已经完成，只是报告没有写成（{error.strerror}）：再运行一次即可得到报告。",
            returncode=returncode,
        ) from error


def show_left_out(stdout: OutputWrapper, rows: list[ReportedRow]) -> None:
    """Say of the first rows that were left out why they were."""
    for row in rows[:_SHOWN]:
        reasons = "；".join(
            f"{issue.column}：{issue.detail}" if issue.column != "*" else issue.detail
            for issue in row.issues
            if issue.severity in {Severity.REVIEW, Severity.ERROR}
        )
        stdout.write(f"  第 {row.row} 行：{reasons}")
    if len(rows) > _SHOWN:
        stdout.write(f"  …… 共 {len(rows):,} 行，其余见报告。")
