"""Tables written as .xlsx and .csv (导出表格), row by row, for spreadsheets and for our importers.

Every cell is text: what begins with =, +, - or @ is no formula to whoever opens the file.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

#: a spreadsheet takes a text that begins so for a formula; an empty text begins with nothing
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
#: bytes of a file that stay in memory
_IN_MEMORY = 4 * 2**20

Row = Sequence[str]


def csv_lines(headings: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a CSV file that Excel opens in UTF-8.

    A cell that would be a formula gets an apostrophe in front, which the importers take away.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([_harmless(text) for text in headings])
    for row in rows:
        yield writer.writerow([_harmless(text) for text in row])


def xlsx_file(title: str, headings: Row, rows: Iterable[Row]) -> IO[bytes]:
    """Return an open .xlsx file of one sheet, from its beginning; rows are written as they come.

    Characters that no XML can hold are left out.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append([_cell(sheet, text) for text in headings])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


class _Echo:
    """Gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _cell(sheet: Worksheet, text: str) -> Cell | str:
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    if not text.startswith(FORMULA_SIGNS):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
