"""What spreadsheets and text files have in common for the reader: cells, rows, sheets."""

import dataclasses
import datetime
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .exceptions import RosterFileError

#: characters, as in Excel
LONGEST_CELL = 32_767

CellValue = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None


@dataclasses.dataclass(slots=True)
class Cell:
    """A cell that is not blank.

    Attributes:
        value: as stored; of a formula its last result, None where the file holds none.
        number_format: the format of a number or date (``General``, ``0.00``), "" for text.
        is_error: the value is an error of the spreadsheet (#N/A).
        is_struck: all or part of it is struck out.
    """

    value: CellValue
    number_format: str = ""
    is_formula: bool = False
    is_error: bool = False
    is_struck: bool = False

    @property
    def text(self) -> str:
        """The value as text: whole numbers without a point, dates in ISO form."""
        if isinstance(self.value, str):
            return self.value
        return text_of(self.value)


@dataclasses.dataclass(slots=True)
class SheetRow:
    """A row with its cells that are not blank, by column (1 is A).

    Attributes:
        number: the row of the sheet, or the line on which a record begins.
        last_line: of a text record, the line on which it ends.
        swallowed: how many further records a stray quotation mark has drawn into this one.
    """

    number: int
    cells: dict[int, Cell]
    is_hidden: bool = False
    last_line: int = 0
    swallowed: int = 0


class Merge(NamedTuple):
    """A merged range, its corners included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclasses.dataclass(slots=True)
class Sheet:
    """One visible sheet, or a text file.

    ``source`` yields the rows that hold something, from the first, and may stop behind the row
    whose number it is given.
    """

    name: str
    source: Callable[[int], Iterator[SheetRow]]
    merges: list[Merge] = dataclasses.field(default_factory=list)
    hidden_columns: frozenset[int] = frozenset()
    is_text_file: bool = False

    def read_rows(self, last: int = sys.maxsize) -> Iterator[SheetRow]:
        """Yield the rows that hold something, in order, anew with every call.

        Raises:
            RosterFileError: a cell holds more than any spreadsheet lets a cell hold.
        """
        for row in self.source(last):
            for column, cell in row.cells.items():
                if isinstance(cell.value, str) and len(cell.value) > LONGEST_CELL:
                    place = f"第 {row.number} 行 {column_letter(column)} 列"
                    count = f"{len(cell.value):,}"
                    raise RosterFileError(f"{place}有 {count} 个字，不像名册，不予导入。")
            yield row


def text_of(value: CellValue) -> str:
    """Return a cell's value as text: 6.0 → 6, True → TRUE, a day in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def column_letter(column: int) -> str:
    """Return the letters of a column (1 → A, 28 → AB)."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column (A → 1, AB → 28)."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
