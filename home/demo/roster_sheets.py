"""Writing the sheet of a roster: title, headings, rows, total."""

from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from .people import Person, Seat
from .roster_columns import Column

Entry = tuple[Person, Seat]
_NOTE = "（演示用表：地名、人名、单位、电话均系虚构）"
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def new_sheet(title: str, width: int) -> Worksheet:
    """Return a sheet with a title and a note, each merged over ``width`` columns."""
    sheet = Workbook().active
    sheet.title = "代表花名册"
    for row, text in enumerate((title, f"填报日期：2026年1月　　{_NOTE}"), start=1):
        cell = sheet.cell(row, 1, text)
        cell.font = Font(bold=row == 1, size=16 if row == 1 else 10)
        cell.alignment = _CENTRED
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    return sheet


def put_headings(sheet: Worksheet, columns: list[Column], *, rows: int = 1) -> None:
    """Write the headings below the title; over two rows, with the groups above."""
    top = sheet.max_row + 1
    for index, column in enumerate(
        [Column("序号", lambda person, seat: None, 6), *columns], start=1
    ):
        grouped = rows > 1 and column.group
        _head(sheet.cell(top + rows - 1 if grouped else top, index), column.heading)
        if rows > 1 and not grouped:
            sheet.merge_cells(start_row=top, end_row=top + 1, start_column=index, end_column=index)
        sheet.column_dimensions[sheet.cell(top, index).column_letter].width = column.width
    if rows > 1:
        spans = groupby(enumerate(columns, start=2), key=lambda item: item[1].group)
        for group, members in spans:
            indexes = [index for index, _ in members]
            if group:
                _head(sheet.cell(top, indexes[0]), group)
                sheet.merge_cells(
                    start_row=top, end_row=top, start_column=indexes[0], end_column=indexes[-1]
                )


def _head(cell: Cell, text: str) -> None:
    cell.value = text
    cell.font = Font(bold=True)
    cell.alignment = _CENTRED


def put_rows(
    sheet: Worksheet,
    columns: list[Column],
    entries: list[Entry],
    *,
    merged: str = "",
    start: int = 1,
) -> None:
    """Write a numbered row for each entry; the column headed ``merged`` is merged down."""
    first = sheet.max_row + 1
    for number, (person, seat) in enumerate(entries, start=start):
        sheet.append([number, *(column.value(person, seat) for column in columns)])
        for index, column in enumerate(columns, start=2):
            if column.number_format:
                sheet.cell(sheet.max_row, index).number_format = column.number_format
    if merged:
        index = [column.heading for column in columns].index(merged) + 2
        row = first
        for _, group in groupby(entries, key=lambda entry: entry[1].unit):
            last = row + len(list(group)) - 1
            sheet.merge_cells(start_row=row, end_row=last, start_column=index, end_column=index)
            row = last + 1


def put_total(sheet: Worksheet, count: int, width: int) -> None:
    """Write the number of people below the last of them."""
    sheet.append(["合计", None, f"{count}名"])
    sheet.merge_cells(
        start_row=sheet.max_row, end_row=sheet.max_row, start_column=3, end_column=width
    )


def save_sheet(sheet: Worksheet, folder: Path, title: str) -> Path:
    """Save the workbook under its title."""
    path = folder / f"{title}.xlsx"
    sheet.parent.save(path)
    return path
