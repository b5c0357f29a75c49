"""What the cells of an office's table say (单元格), whatever the table is about."""

import datetime
import unicodedata

from .roster_issues import Code
from .roster_words import BLANKS
from .sheets import Cell


def objection(cell: Cell, *, takes_dates: bool = False) -> Code | None:
    """Return why the value of a cell is not taken as text, None if it is."""
    if cell.is_error:
        return Code.ERROR_VALUE
    if cell.is_formula and cell.value is None:
        return Code.FORMULA_WITHOUT_VALUE
    if cell.is_struck:
        return Code.STRUCK_OUT_CELL
    if isinstance(cell.value, datetime.date | datetime.time) and not takes_dates:
        return Code.DATE_IN_TEXT_COLUMN
    return None


def closed_up(text: str) -> str:
    """Return ``text`` in half width, without any space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_blank(text: str) -> bool:
    """Say whether a cell says that there is nothing (无, —)."""
    return closed_up(text).lower() in BLANKS
