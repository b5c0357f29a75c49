"""A list of seats as a roster (导出花名册) that ``import_roster`` reads back to the same records.

What a person keeps to the staff of the territory (限本级查看) is left out of rows whose person is
kept elsewhere. Cells are text: what begins with =, +, - or @ is no formula.
"""

import csv
import tempfile
from collections.abc import Iterator
from typing import IO

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from core.levels import LABELS as LEVELS
from core.visibility import PUBLIC, visibility_of
from directory.importers.roster_headers import LABELS
from directory.models import Deputy, Mandate
from editing.policies import Person, is_superuser
from editing.territory import Grant, grants_of

#: fields of a roster, in the order of its columns
_OF_PERSON = (
    "name", "gender", "ethnicity", "birth", "party", "education", "post", "native_place", "phone",
    "email",
)  # fmt: skip
_COLUMNS = (
    *_OF_PERSON,
    "constituency",
    "level",
    "term",
    "deputy_class",
    "group",
    "station",
    "tenure",
)
#: a spreadsheet takes a text that begins so for a formula; an empty text begins with nothing
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_CHUNK = 2_000
#: bytes of a file that stay in memory
_IN_MEMORY = 4 * 2**20


def headings() -> list[str]:
    """Return the headings of the columns."""
    return [LABELS[name] for name in _COLUMNS]


def roster_rows(mandates: QuerySet[Mandate], user: Person) -> Iterator[list[str]]:
    """Yield a row of texts for each of ``mandates``, in a query for each two thousand."""
    grants = None if is_superuser(user) else grants_of(user)
    joined = mandates.select_related("deputy", "unit", "term__congress__division")
    for mandate in joined.iterator(chunk_size=_CHUNK):
        yield [*_person(mandate.deputy, grants), *_seat(mandate)]


def _person(deputy: Deputy, grants: list[Grant] | None) -> Iterator[str]:
    is_own = grants is None or any(grant.covers(deputy.division_path) for grant in grants)
    seen_by = visibility_of(Deputy)
    for name in _OF_PERSON:
        if name == "gender":
            yield deputy.get_gender_display()
        else:
            yield getattr(deputy, name) if is_own or seen_by[name] == PUBLIC else ""


def _seat(mandate: Mandate) -> Iterator[str]:
    yield mandate.unit.name
    yield LEVELS[mandate.term.congress.level]
    yield str(mandate.term.number)
    yield from (mandate.deputy_class, mandate.group_text, mandate.station_text)
    yield mandate.get_stated_tenure_display()


def csv_lines(rows: Iterator[list[str]]) -> Iterator[str]:
    """Yield the lines of a CSV file that Excel opens in UTF-8.

    A cell that would be a formula gets an apostrophe in front, which the importers take away.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(headings())
    for row in rows:
        yield writer.writerow([f"'{text}" if text[:1] in FORMULA_SIGNS else text for text in row])


class _Echo:
    """Gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def xlsx_file(rows: Iterator[list[str]]) -> IO[bytes]:
    """Return an open .xlsx file, from its beginning; rows are written as they come."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("代表名册")
    sheet.append(headings())
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Worksheet, text: str) -> Cell | str:
    if text[:1] not in FORMULA_SIGNS:
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
