"""The rows of a roster that were left out (未导入的行), as a workbook to mend and upload again.

Each row stands as the office wrote it, under its own headings; what is wrong is a comment on the
cell it is about. Columns of identity numbers are left out, and what looks like one is masked.
"""

import io
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.identity_numbers import is_identity_heading, mask_identity_numbers

from .roster_issues import WHOLE_ROW
from .roster_reader import open_roster
from .roster_rows import RosterColumn

_MARKED = PatternFill("solid", fgColor="FFF2CC")
_AUTHOR = "导入检查"


def rejected_workbook(path: Path, rows: Iterable[dict]) -> bytes:
    """Return an .xlsx of those ``rows`` (as in the report) of the roster at ``path``.

    Raises:
        RosterFileError: the file cannot be read any more.
    """
    sheet, columns = open_roster(path)
    wanted = {row["row"]: row for row in rows}
    kept = [(n, c) for n, c in enumerate(columns, 1) if not is_identity_heading(c.heading)]
    book = Workbook()
    page = book.active
    page.title = "需要修改的行"
    for place, (_, column) in enumerate(kept, 1):
        _write(page.cell(1, place), column.heading)
        page.column_dimensions[get_column_letter(place)].width = 16
    line = 1
    for source in sheet.read_rows():
        row = wanted.get(source.number)
        if row is None:
            continue
        line += 1
        for place, (number, _) in enumerate(kept, 1):
            if number in source.cells:
                _write(page.cell(line, place), source.cells[number].text)
        _remark(page, line, kept, row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(cell: Cell, text: str) -> None:
    """Write text as text: what begins with = is no formula."""
    cell.value = mask_identity_numbers(text)
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in {"=", "+", "-", "@"}


def _remark(page: Worksheet, line: int, kept: list[tuple[int, RosterColumn]], row: dict) -> None:
    """Put what is wrong on the cells it is about, what concerns all of the row on the first."""
    remarks: dict[int, list[str]] = {}
    for issue in row["issues"]:
        if issue["severity"] not in {"error", "review"}:
            continue
        places = [p for p, (_, c) in enumerate(kept, 1) if c.heading == issue["column"]]
        place = places[0] if places and issue["column"] != WHOLE_ROW else 1
        remarks.setdefault(place, []).append(issue["detail"] or issue["code"])
    for place, texts in remarks.items():
        cell = page.cell(line, place)
        cell.comment = Comment("；".join(texts), _AUTHOR)
        cell.fill = _MARKED
