"""Files into which a command reports (报告文件): tried before anything else is written."""

import tempfile
from pathlib import Path

from django.core.management.base import CommandError


class ReportUnwritableError(CommandError):
    """The report cannot be written there; the message is Chinese and says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}没有写入任何内容。")


def check_report(path: Path, *sources: Path) -> None:
    """Make sure that a report can be put at ``path``, in place of a file that stands there.

    Args:
        path: where the report is to be.
        sources: files that are read, which a report must not replace.

    Raises:
        ReportUnwritableError: it cannot.
    """
    try:
        if path.exists() and not path.is_file():
            raise ReportUnwritableError(f"{path} 不是普通文件，报告写不进去。")
        if path.exists() and any(source.exists() and path.samefile(source) for source in sources):
            raise ReportUnwritableError(f"{path} 正是要读入的文件，报告不能写在它上面。")
        if not path.parent.is_dir():
            raise ReportUnwritableError(f"没有文件夹 {path.parent}，报告写不进去。")
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".report-", suffix=path.name):
            pass
    except OSError as error:
        raise ReportUnwritableError(f"报告写不进 {path}：请核对文件名和文件夹的权限。") from error
