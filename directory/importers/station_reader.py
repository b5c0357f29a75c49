"""Read an office's table of stations (家站室一览表).

Source: .xlsx workbooks and text files in the encodings of rosters; columns in any order under the
usual names (``station_headings``). One row a station; or many rows a station, its cells merged or
left blank, one deputy or village each. Lines between the rows name the town of those below.
Nothing here asks a database.
"""

from collections.abc import Iterator
from pathlib import Path

from core.identity_numbers import holds_identity_number, mask_identity_numbers
from core.names import fold_name

from .exceptions import RosterFileError
from .file_kind import FileKind, file_kind
from .headings import plain
from .merged_cells import MergedCells
from .roster_dates import read_day
from .roster_issues import Code
from .roster_notices import unread_columns
from .roster_rows import Issue, Kind
from .roster_values import cell_text, tidy
from .roster_words import NOTE, TOTAL
from .sheets import Cell, Sheet, SheetRow
from .station_headings import LABELS, STATION_TABLE
from .station_rows import StationCode, StationRow, StationTable, StationText
from .table_cells import closed_up, is_blank, objection
from .table_layout import TableLayout, find_layout
from .text_table import read_text_table
from .unit_reader import town_in_heading
from .unit_rows import AreaText, outcome_of
from .workbook import read_workbook

_LONGEST_NAME = 120
_DATES = frozenset({"opened_on", "closed_on"})
#: fields whose lines and spaces tell things apart
_RUNNING = frozenset(
    {"areas", "deputies", "hours", "reception", "leaders", "activity", "visit", "liaison"}
)
_LISTS = ("areas", "deputies")
#: fields in which spaces between Chinese characters mean nothing
_CLOSED_UP = frozenset(
    {"name", "kind", "level", "code", "county", "town", "village", "grid", "system"}
)


def read_stations(path: Path) -> StationTable:
    """Read the file and return its rows.

    Raises:
        RosterFileError: the file is refused whole; the message is for the clerk.
    """
    found = [
        (sheet, layout) for sheet in _open(path) if (layout := find_layout(STATION_TABLE, sheet))
    ]
    if not found:
        raise RosterFileError(
            "没有找到表头：要有一列叫“家站室名称”“站点名称”或“名称”，旁边还有类别、所属乡镇、地址、"
            "电话、服务范围、开放时间或进站代表。"
        )
    sheet, layout = max(found, key=lambda pair: pair[1].rating)
    rows = _TableReader(sheet, layout).rows()
    others = "”“".join(other.name for other, _ in found if other is not sheet)
    notices = [f"只读了工作表“{sheet.name}”，“{others}”没有读入。"] if others else []
    notices += unread_columns(layout.unknown)
    return StationTable(
        rows,
        notices,
        {field: layout.heading(field) for field in LABELS},
        {field: layout.paths[columns[0]] for field, columns in layout.fields.items()},
    )


def _open(path: Path) -> list[Sheet]:
    if file_kind(path) == FileKind.WORKBOOK:
        return read_workbook(path)
    return [read_text_table(path, _rating)]


def _rating(rows: list[SheetRow]) -> int:
    layout = find_layout(STATION_TABLE, Sheet("", lambda _: iter(())), rows)
    return layout.rating if layout else 0


class _TableReader:
    """Reads one sheet from its first row to its last."""

    def __init__(self, sheet: Sheet, layout: TableLayout) -> None:
        self._sheet, self._layout = sheet, layout
        self._merges = MergedCells(sheet.merges)
        self._town = ""
        self._last: StationRow | None = None

    def rows(self) -> list[StationRow]:
        """Return every row that holds something."""
        rows = [self._read(row) for row in self._sheet.read_rows()]
        for row in rows:
            if row.station:
                row.outcome = outcome_of(row.issues)
        return rows

    def _read(self, row: SheetRow) -> StationRow:
        self._merges.enter(row)
        hidden = self._sheet.hidden_columns
        row.cells = {column: cell for column, cell in row.cells.items() if column not in hidden}
        kind = self._kind_of(row)
        if kind == Kind.SECTION_HEADING:
            self._town, self._last = town_in_heading(self._line(row)), None
        if kind != Kind.DATA:
            return StationRow(row.number, kind.value)
        return self._read_station(row)

    def _line(self, row: SheetRow) -> str:
        return "".join(cell.text for cell in row.cells.values())

    def _kind_of(self, row: SheetRow) -> Kind:
        words = self._layout.words
        if not row.cells:
            return Kind.BLANK
        if row.number <= self._layout.header_rows[-1]:
            return Kind.HEADER if row.number in self._layout.header_rows else Kind.TITLE
        if all(plain(cell.text) in words.get(n, ()) for n, cell in row.cells.items()):
            return Kind.REPEATED_HEADER
        return self._kind_below(row)

    def _kind_below(self, row: SheetRow) -> Kind:
        first = closed_up(row.cells[min(row.cells)].text)
        name = closed_up(next(self._cells(row, "name"), Cell("")).text)
        if TOTAL.match(first.lower()) or TOTAL.fullmatch(name):
            return Kind.TOTAL
        if NOTE.match(first.lower()):
            return Kind.NOTE
        return self._kind_of_line(row) if len(row.cells) == 1 else Kind.DATA

    def _kind_of_line(self, row: SheetRow) -> Kind:
        """Return the kind of a row with one cell: a station, more of one, or a heading."""
        (column,) = row.cells
        fields = {field for field, columns in self._layout.fields.items() if column in columns}
        merge = self._merges.wide.get(row.number)
        is_wide = merge is not None and merge.right - merge.left > 1
        if not is_wide and fields & {*_LISTS, *_RUNNING}:
            return Kind.DATA
        if town_in_heading(self._line(row)):
            return Kind.SECTION_HEADING
        if fields & {"sequence"}:
            return Kind.SEQUENCE_NUMBER_ONLY
        return Kind.DATA if "name" in fields and not is_wide else Kind.NOTE

    # One row

    def _read_station(self, row: SheetRow) -> StationRow:
        """Read a row: a station of its own, or more of the one above it."""
        merged = self._merges.above(row)
        issues = list(self._row_issues(row))
        if self._last and self._last.station and self._goes_on(row, merged):
            own = self._texts(row, issues)
            self._add_lists(self._last.station, own, row.number)
            for issue in issues:
                issue.detail = f"第 {row.number} 行：{issue.detail}"
            self._last.issues += issues
            return StationRow(row.number, Kind.CONTINUATION.value)
        row.cells |= merged
        own = self._texts(row, issues)
        cells = {field: text for field, text in own.items() if text and field not in _LISTS}
        station = StationText(cells, town=self._town)
        self._add_lists(station, own, row.number)
        if not station.name:
            issues.append(StationCode.MISSING_NAME.issue(self._layout.heading("name")))
        elif len(station.name) > _LONGEST_NAME:
            detail = f"名称有 {len(station.name)} 个字，最多 {_LONGEST_NAME} 个，请改短"
            issues.append(StationCode.NAME_TOO_LONG.issue(self._layout.heading("name"), detail))
        self._last = StationRow(row.number, Kind.DATA.value, issues=issues, station=station)
        return self._last

    def _goes_on(self, row: SheetRow, merged: dict[int, Cell]) -> bool:
        """Say whether a row only adds places or people: the name is merged, or left blank."""
        names = self._layout.fields["name"]
        if any(column in merged for column in names):
            return True
        has_name = any(column in row.cells for column in names)
        if has_name or any(column in row.cells for column in self._columns_of_one_cell()):
            return False
        return any(c in row.cells for field in _LISTS for c in self._layout.fields.get(field, ()))

    def _columns_of_one_cell(self) -> Iterator[int]:
        """Yield the columns that a row which only goes on leaves blank."""
        for field, columns in self._layout.fields.items():
            if field not in (*_LISTS, "sequence", "note"):
                yield from columns

    def _add_lists(self, station: StationText, own: dict[str, str], row: int) -> None:
        """Add the places and people of a row; a cell merged from above adds nothing twice."""
        if own["areas"]:
            station.areas.append(AreaText(own["areas"], "", row))
        if own["deputies"] and own["deputies"] not in station.deputies:
            station.deputies.append(own["deputies"])

    # Cells

    def _cells(self, row: SheetRow, field: str) -> Iterator[Cell]:
        for column in self._layout.fields.get(field, ()):
            if column in row.cells:
                yield row.cells[column]

    def _texts(self, row: SheetRow, issues: list[Issue]) -> dict[str, str]:
        """Return what the cells of every field say, noting what cannot be taken."""
        return {field: self._text(row, field, issues) for field in LABELS}

    def _text(self, row: SheetRow, field: str, issues: list[Issue]) -> str:
        """Return what the cells of the field say; what cannot be taken is left out."""
        texts = []
        for cell in self._cells(row, field):
            code = objection(cell, takes_dates=field in _DATES)
            text = tidy(
                cell_text(cell), keeps_lines=field in _RUNNING, closes_up=field in _CLOSED_UP
            )
            if field in _DATES and text and not code:
                text = read_day(cell)
                code = None if text else Code.INVALID_DATE
            if holds_identity_number(text):
                code, text = Code.IDENTITY_NUMBER, mask_identity_numbers(text, "")
            elif code:
                text = ""
            if code:
                issues.append(Issue.of_code(self._layout.heading(field), code))
            if text and not is_blank(text):
                texts.append(text)
        return "\n".join(texts)

    def _row_issues(self, row: SheetRow) -> Iterator[Issue]:
        if row.is_hidden:
            yield Issue.of_code("*", Code.HIDDEN_ROW)
        if all(cell.is_struck for cell in row.cells.values()):
            yield Issue.of_code("*", Code.STRUCK_OUT_ROW)
        if row.swallowed:
            yield Issue.of_code("*", Code.UNBALANCED_QUOTES)


def note_repeated(rows: list[StationRow], places: dict[int, int]) -> None:
    """Note which stations stand twice in one place: all the same, a duplicate; else a question.

    ``places`` says where each row's station belongs: ``{row: division pk}``.
    """
    first: dict[tuple[int, str], StationRow] = {}
    for row in rows:
        if row.station is None or row.row not in places:
            continue
        known = first.setdefault((places[row.row], fold_name(row.station.name)), row)
        if known is row or known.station is None:
            continue
        if known.station.said == row.station.said:
            row.issues.append(StationCode.DUPLICATE_ROW.issue("*", of=known.row))
        else:
            detail = f"第 {known.row} 行也写了“{row.station.name}”，内容不同，请只留一行"
            row.issues.append(StationCode.STATION_REPEATED.issue("*", detail, of=known.row))
        row.outcome = outcome_of(row.issues)
