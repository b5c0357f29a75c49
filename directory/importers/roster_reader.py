"""Read a roster of deputies (代表花名册) as an office keeps it.

Source: .xlsx workbooks and text files (.csv, .txt) in UTF-8, GB18030, GBK, UTF-16; columns in any
order under the usual names (``roster_headers``). Every row of the sheet comes back with its kind,
the person in it and what was found; nothing here asks a database. Two rows are the same by the
key of ``roster_duplicates``; who is who in the database is the loader's affair.
"""

import collections
import datetime
import functools
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from core.identity_numbers import mask_identity_numbers
from core.levels import CongressLevel

from .exceptions import RosterFileError
from .file_kind import FileKind, file_kind
from .headings import is_name
from .merged_cells import MergedCells
from .person_reader import Heading, PersonReader
from .roster_duplicates import compare_rows
from .roster_layout import Layout, find_layout, layout_at
from .roster_notices import lost_merges, unread_columns
from .roster_rows import Kind, Roster, RosterColumn, RosterRow
from .roster_values import read_term
from .row_kinds import (
    RowKinds,
    holds_other_header,
    level_in_heading,
    others_in_heading,
    unit_in_heading,
)  # fmt: skip
from .sheets import Sheet, SheetRow, column_number
from .text_table import read_text_table
from .workbook import read_workbook

#: fields that are not taken over from the row above when their cells are merged
_OWN = frozenset(["name", "sequence", "register_number"])
#: longer runs of empty rows, or of rows with a number only, are not listed one by one
_MOST_BLANKS = 1_000
_SHOWN_CELLS = 6


def read_roster(
    path: Path,
    *,
    level: str = "",
    term: int | None = None,
    today: datetime.date,
    chosen: Mapping[str, str] | None = None,
) -> Roster:
    """Read the file and return its rows.

    Args:
        path: the file; its content decides what it is, and its extension must agree.
        level: a ``CongressLevel`` for rows whose level no column gives.
        term: the number of the term, likewise.
        today: the day by which births are judged.
        chosen: ``{letter of a column: field}``, where staff say what a column is.

    Raises:
        RosterFileError: the file is refused whole; the message is for the clerk.
    """
    sheet, layout, others = _choose(_open(path))
    layout.choose(chosen or {})
    reader = _SheetReader(sheet, layout, level=level, term=term, today=today)
    rows = list(reader.rows())
    notices = others + layout.notices + reader.notices
    notices += compare_rows(rows, layout.heading("name"))
    if sheet.is_text_file:
        notices += lost_merges(rows, layout)
    notices += reader.assumptions()
    unknown = reader.unknown_columns()
    notices += unread_columns(unknown)
    return Roster(sheet.name, layout.header_rows, layout.columns, rows, notices, unknown)


def open_roster(path: Path) -> tuple[Sheet, list[RosterColumn]]:
    """Return the sheet that is read and its columns, without reading the people in it.

    Raises:
        RosterFileError: the file is refused whole.
    """
    sheet, layout, _ = _choose(_open(path))
    return sheet, layout.columns


def _open(path: Path) -> list[Sheet]:
    if file_kind(path) == FileKind.WORKBOOK:
        return read_workbook(path)
    return [read_text_table(path, _rating)]


def _rating(rows: list[SheetRow]) -> int:
    layout = find_layout(Sheet("", lambda _: iter(())), rows)
    return layout.rating if layout else 0


def _choose(sheets: list[Sheet]) -> tuple[Sheet, Layout, list[str]]:
    """Return the visible sheet with the best heading, and what to say of the others."""
    found = [(sheet, layout) for sheet in sheets if (layout := find_layout(sheet))]
    if not found:
        raise RosterFileError(_no_heading(sheets))
    sheet, layout = max(found, key=lambda pair: pair[1].rating)
    others = [other.name for other, _ in found if other is not sheet]
    if not others:
        return sheet, layout, []
    names = "”“".join(others)
    return (
        sheet,
        layout,
        [f"只读了工作表“{sheet.name}”。“{names}”也像名册，没有读入；需要时请分别另存后导入。"],
    )


def _no_heading(sheets: list[Sheet]) -> str:
    """Say what was looked for and what stands there instead."""
    rows = list(islice(sheets[0].read_rows(), 3))
    if not rows:
        return "表格是空的：可见的工作表里没有内容。"
    shown = "；".join(f"第 {row.number} 行：{_shown(row)}" for row in rows)
    hidden = "有隐藏的列，隐藏的列不读取。" if sheets[0].hidden_columns else ""
    if any(is_name(cell.text) for row in rows for cell in row.cells.values()):
        hidden += "有“姓名”，但像是登记表或横排的表：请改成一人一行、表头在上的名册。"
    return (
        "没有找到表头：要有一列叫“姓名”（名字、代表姓名、name 也可以），旁边还有认得出的列，"
        f"如性别、民族、出生年月、工作单位及职务、选区、联系电话。{hidden}文件开头是：{shown}。"
    )


def _shown(row: SheetRow) -> str:
    texts = [" ".join(_seen(cell.text).split())[:12] for cell in row.cells.values()]
    more = " …" if len(texts) > _SHOWN_CELLS else ""
    return mask_identity_numbers(" | ".join(texts[:_SHOWN_CELLS])) + more


def _seen(text: str) -> str:
    """Return what a terminal shows of ``text`` without doing anything else."""
    return "".join(c if c.isprintable() or c.isspace() else "" for c in text[:200])


class _SheetReader:
    """Reads one sheet from its first row to its last."""

    def __init__(
        self, sheet: Sheet, layout: Layout, *, level: str, term: int | None, today: datetime.date
    ) -> None:
        self.notices: list[str] = []
        self._sheet, self._term = sheet, term
        self._person_reader = functools.partial(
            PersonReader, level=level, term=term, today=today, is_text_file=sheet.is_text_file
        )
        self._header_rows = frozenset(layout.header_rows)
        self._first = layout.header_rows[0]
        self._merges = MergedCells(sheet.merges)
        self._heading = Heading()
        self._person: RosterRow | None = None
        self._has_title = False
        self._unknown: dict[str, RosterColumn] = {}
        self._assumed: collections.Counter[str] = collections.Counter()
        self._options = {
            "level": CongressLevel(level).label if level else "",
            "term": f"第 {term} 届" if term else "",
        }
        self._use(layout)

    def rows(self) -> Iterator[RosterRow]:
        """Yield every row down to the last that is not blank."""
        last = 0
        numbers_only = 0
        for row in self._sheet.read_rows():
            yield from self._blanks(last + 1, row.number)
            last = max(row.number, row.last_line)
            read = self._read(row) if self._shows(row) else RosterRow(row.number, Kind.BLANK.value)
            numbers_only = numbers_only + 1 if read.kind == Kind.SEQUENCE_NUMBER_ONLY else 0
            if numbers_only <= _MOST_BLANKS:
                yield read
            elif numbers_only == _MOST_BLANKS + 1:
                self.notices.append(f"第 {row.number} 行起有很多行只有序号，没有逐行列出。")

    def assumptions(self) -> Iterator[str]:
        """Say of how many rows the level or the term was taken from the options."""
        for field, count in self._assumed.items():
            yield (
                f"“{self._layout.heading(field)}”列有 {count} 行是空的，"
                f"按导入时选的{self._options[field]}读入。"
            )

    def unknown_columns(self) -> list[RosterColumn]:
        """Return the columns passed over so far, from the left."""
        found = self._unknown.values()
        return sorted(found, key=lambda column: column_number(column.letter))

    def _shows(self, row: SheetRow) -> bool:
        """Take hidden columns out of the row; say whether something is left."""
        if self._sheet.hidden_columns and row.number not in self._header_rows:
            hidden = self._sheet.hidden_columns
            row.cells = {c: cell for c, cell in row.cells.items() if c not in hidden}
        return bool(row.cells)

    def _use(self, layout: Layout) -> None:
        self._layout = layout
        self._kinds = RowKinds(layout, self._merges.wide)
        self._people = self._person_reader(layout)
        self._own = {c for field in _OWN for c in layout.fields.get(field, ())}
        self._unknown |= {column.letter: column for column in layout.unknown}
        self._bare = {n for n, column in enumerate(layout.columns, 1) if not column.heading}

    def _blanks(self, first: int, stop: int) -> Iterator[RosterRow]:
        if stop - first > _MOST_BLANKS:
            self.notices.append(f"第 {first}–{stop - 1} 行是空行，没有逐行列出。")
            return
        for number in range(first, stop):
            yield RosterRow(number, Kind.BLANK.value)

    def _read(self, row: SheetRow) -> RosterRow:
        self._merges.enter(row)
        if row.number in self._header_rows:
            return RosterRow(row.number, Kind.HEADER.value)
        if row.number < self._first:
            return self._read_title(row)
        kind = self._kinds.kind_of(row)
        if kind == Kind.DATA and holds_other_header(row):
            kind = self._change_layout(row)
        if kind == Kind.SECTION_HEADING:
            self._heading = self._heading_in(row)
        if kind != Kind.DATA:
            return RosterRow(row.number, kind.value)
        return self._read_person(row)

    def _read_title(self, row: SheetRow) -> RosterRow:
        kind = Kind.SUBTITLE if self._has_title else Kind.TITLE
        self._has_title = True
        said, _ = read_term(next(iter(row.cells.values())).text)
        if said and self._term and said != self._term and "term" not in self._layout.fields:
            self.notices.append(f"标题写的是第 {said} 届，导入时选的是第 {self._term} 届，请核对。")
        return RosterRow(row.number, kind.value)

    def _change_layout(self, row: SheetRow) -> Kind:
        """Follow a second heading whose columns lie otherwise."""
        layout = layout_at(self._sheet, [row], 0)
        if layout is None:
            return Kind.DATA
        self.notices.append(f"第 {row.number} 行起表头不同，其下按新表头读取。")
        self._use(layout)
        return Kind.REPEATED_HEADER

    def _heading_in(self, row: SheetRow) -> Heading:
        line = "".join(cell.text for cell in row.cells.values())
        level = level_in_heading(line)
        unit, group = ("", "") if level else unit_in_heading(line)
        if group:
            return self._heading._replace(group=group)
        others = "" if unit or level else others_in_heading(line)
        return Heading(unit, "", level or self._heading.level, others)

    def _read_person(self, row: SheetRow) -> RosterRow:
        above = self._merges.above(row)
        if self._layout.name_column in above and self._person:
            self._people.add_to(self._person, row)
            return RosterRow(row.number, Kind.CONTINUATION.value)
        row.cells |= {c: cell for c, cell in above.items() if c not in self._own}
        self._note_columns(row)
        self._person = self._people.read(row, self._heading)
        return self._person

    def _note_columns(self, row: SheetRow) -> None:
        """Note content under no heading, and an empty level or term."""
        for column in self._bare & row.cells.keys():
            found = self._layout.columns[column - 1]
            self._unknown.setdefault(found.letter, found)
        for field, option in self._options.items():
            columns = self._layout.fields.get(field)
            if option and columns and not row.cells.keys() & columns:
                self._assumed[field] += 1
