"""Read an office's table of electoral units (选区划分表).

Source: .xlsx workbooks and text files in the encodings of rosters; columns in any order under the
usual names (``unit_headings``). One row a unit, its villages in one cell; or many rows a unit, its
cells merged, left blank or written again. Lines between the rows name the town of those below.
Nothing here asks a database.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from core.identity_numbers import holds_identity_number, mask_identity_numbers
from core.numerals import parse_number
from directory.enums import UnitBasis
from directory.models.unit import district_number, fold_unit_name

from .exceptions import RosterFileError
from .file_kind import FileKind, file_kind
from .headings import plain
from .merged_cells import MergedCells
from .roster_issues import Code
from .roster_notices import unread_columns
from .roster_rows import Issue, Kind
from .roster_values import cell_text, tidy
from .roster_words import NOTE, NUMERAL_IN_FRONT, TOTAL
from .sheets import Cell, Sheet, SheetRow
from .table_cells import closed_up, is_blank, objection
from .table_layout import TableLayout, find_layout
from .text_table import read_text_table
from .unit_headings import LABELS, UNIT_TABLE
from .unit_rows import AreaText, UnitCode, UnitRow, UnitTable, UnitText, district_name, outcome_of
from .workbook import read_workbook

_COUNTED = re.compile(r"([0-9〇零一二两三四五六七八九十百]+)(?:名|人|个|位|席)?(?:代表)?")
_NUMBER = re.compile(r"(?:第|No\.?)?([0-9〇零一二三四五六七八九十百]+)号?(?:选区)?", re.IGNORECASE)
_TOWN = re.compile(".{2,20}(?:镇|乡|街道|街道办事处|办事处|苏木|农场|林场|牧场)")
_BRACKETS = re.compile(r"[(【〔].*?(?:[)】〕]|$)")
_LARGEST_NUMBER = 9_999
_LONGEST_NAME = 120
_BASES = (
    ("混合|合并|结合|兼", UnitBasis.MIXED),
    ("单位|工作|生产|事业|系统|行业", UnitBasis.WORKPLACE),
    ("居住|居民|地域|区域|村|社区|residence", UnitBasis.RESIDENCE),
)
#: cells that belong to the unit, not to one of its places
_OF_UNIT = ("name", "number", "seats", "basis")


def read_units(path: Path, *, per_town: bool = False) -> UnitTable:
    """Read the file and return its rows.

    ``per_town``: every town numbers its units anew (a table of several towns' own congresses).

    Raises:
        RosterFileError: the file is refused whole; the message is for the clerk.
    """
    found = [(sheet, layout) for sheet in _open(path) if (layout := find_layout(UNIT_TABLE, sheet))]
    if not found:
        raise RosterFileError(
            "没有找到表头：要有一列叫“选区名称”“选举单位”或“选区号”，旁边还有应选名额、所含村"
            "（选区范围）或所属乡镇。"
        )
    sheet, layout = max(found, key=lambda pair: pair[1].rating)
    reader = _TableReader(sheet, layout, per_town=per_town)
    rows = reader.rows()
    others = "”“".join(other.name for other, _ in found if other is not sheet)
    notices = [f"只读了工作表“{sheet.name}”，“{others}”没有读入。"] if others else []
    notices += unread_columns(layout.unknown)
    return UnitTable(rows, notices, {field: layout.heading(field) for field in LABELS})


def _open(path: Path) -> list[Sheet]:
    if file_kind(path) == FileKind.WORKBOOK:
        return read_workbook(path)
    return [read_text_table(path, _rating)]


def _rating(rows: list[SheetRow]) -> int:
    layout = find_layout(UNIT_TABLE, Sheet("", lambda _: iter(())), rows)
    return layout.rating if layout else 0


class _TableReader:
    """Reads one sheet from its first row to its last."""

    def __init__(self, sheet: Sheet, layout: TableLayout, *, per_town: bool) -> None:
        self._sheet, self._layout, self._per_town = sheet, layout, per_town
        self._merges = MergedCells(sheet.merges)
        self._town = ""
        self._unit: UnitRow | None = None
        self._counts_rows = False

    def rows(self) -> list[UnitRow]:
        """Return every row that holds something."""
        rows = [self._read(row) for row in self._sheet.read_rows()]
        units = [row for row in rows if row.unit]
        for row in units:
            if self._counts_rows and row.unit and row.unit.counts:
                row.unit.number = district_number(row.unit.name)
        _compare(units, self._layout.heading("name"), per_town=self._per_town)
        for row in units:
            row.outcome = outcome_of(row.issues)
        return rows

    def _read(self, row: SheetRow) -> UnitRow:
        self._merges.enter(row)
        hidden = self._sheet.hidden_columns
        row.cells = {column: cell for column, cell in row.cells.items() if column not in hidden}
        kind = self._kind_of(row)
        if kind == Kind.SECTION_HEADING:
            line = "".join(cell.text for cell in row.cells.values())
            self._town, self._unit = town_in_heading(line), None
        if kind != Kind.DATA:
            return UnitRow(row.number, kind.value)
        return self._read_unit(row)

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
        return self._kind_of_line(row, first) if len(row.cells) == 1 else Kind.DATA

    def _kind_of_line(self, row: SheetRow, text: str) -> Kind:
        """Return the kind of a row with one cell: a unit, one more place, or a heading."""
        (column,) = row.cells
        fields = {field for field, columns in self._layout.fields.items() if column in columns}
        merge = self._merges.wide.get(row.number)
        is_wide = merge is not None and merge.right - merge.left > 1
        if not is_wide and fields & {"areas", "part"}:
            return Kind.DATA
        if not is_wide and "name" in fields and "选区" in text:
            return Kind.DATA
        if town_in_heading(text):
            return Kind.SECTION_HEADING
        if fields & {"sequence", "number"} and _NUMBER.fullmatch(text):
            return Kind.SEQUENCE_NUMBER_ONLY
        return Kind.DATA if "name" in fields and not is_wide else Kind.NOTE

    # One row

    def _read_unit(self, row: SheetRow) -> UnitRow:
        """Read a row: a unit of its own, or more of the unit above it."""
        merged = self._merges.above(row)
        issues = list(self._row_issues(row))
        own = {field: self._own_text(row, field) for field in LABELS}
        if self._unit and self._unit.unit and self._goes_on(self._unit.unit, own, merged):
            self._counts_rows |= bool(own["sequence"] and own["areas"])
            self._texts(row, issues)
            self._add_areas(self._unit.unit, row, merged)
            for issue in issues:
                issue.detail = f"第 {row.number} 行：{issue.detail}"
            self._unit.issues += issues
            return UnitRow(row.number, Kind.CONTINUATION.value)
        row.cells |= merged
        unit = self._unit_of(self._texts(row, issues), issues)
        self._add_areas(unit, row, {})
        self._unit = UnitRow(row.number, Kind.DATA.value, issues=issues, unit=unit)
        return self._unit

    def _goes_on(self, unit: UnitText, own: dict[str, str], merged: dict[int, Cell]) -> bool:
        """Say whether a row only adds places: its unit is merged, blank or written again."""
        fields = self._layout.fields
        names = [*fields.get("name", ()), *fields.get("number", ())]
        if any(column in merged for column in names):
            return True
        if own["name"]:
            number = parse_unit_number(own["number"])
            is_here = not self._per_town or own["town"] in ("", *unit.towns[-1:])
            same_number = number is None or unit.counts or number == unit.number
            said = [area.text for area in unit.areas]
            is_more = bool(own["areas"]) and own["areas"] not in said
            seats = parse_seats(own["seats"]) if own["seats"] else unit.seats
            is_same = own["name"] == unit.name and same_number and is_here
            return is_same and is_more and seats == unit.seats
        if own["number"]:
            return parse_unit_number(own["number"]) == unit.number and bool(own["areas"])
        return bool(own["areas"] or own["part"])

    def _unit_of(self, own: dict[str, str], issues: list[Issue]) -> UnitText:
        unit = UnitText(name=own["name"], note=own["note"])
        self._number(unit, own, issues)
        if own["seats"]:
            unit.seats = parse_seats(own["seats"])
            if unit.seats is None:
                self._find(issues, UnitCode.SEATS_UNREADABLE, "seats", own["seats"])
        if own["basis"]:
            unit.basis = next((b for p, b in _BASES if re.search(p, own["basis"])), "")
            if not unit.basis:
                self._find(issues, UnitCode.UNKNOWN_BASIS, "basis", own["basis"])
        if not unit.name:
            self._find(issues, UnitCode.MISSING_NAME, "name")
        if len(unit.name) > _LONGEST_NAME:
            self._find(issues, UnitCode.NAME_TOO_LONG, "name", f"{len(unit.name)} 字")
        return unit

    def _number(self, unit: UnitText, own: dict[str, str], issues: list[Issue]) -> None:
        """Fill number and name from each other; the number in a name (第十七选区) is the surest."""
        in_name = district_number(unit.name)
        if in_name is None and (number := parse_unit_number(unit.name)):
            unit.name, in_name = district_name(number), number
        unit.counts = not own["number"]
        written = parse_unit_number(own["number"] or own["sequence"])
        if own["number"] and written is None and not is_blank(own["number"]):
            self._find(issues, UnitCode.NUMBER_UNREADABLE, "number", own["number"])
        if own["number"] and None not in (written, in_name) and written != in_name:
            self._find(issues, UnitCode.NUMBER_CONFLICT, "number")
        unit.number = written if in_name is None else in_name
        if not unit.name and own["number"] and unit.number:
            unit.name = district_name(unit.number)

    def _add_areas(self, unit: UnitText, row: SheetRow, merged: dict[int, Cell]) -> None:
        """Add the places of a row to its unit; a cell merged from above adds nothing twice."""
        written = self._own_text(row, "town") or self._text_in(merged, "town")
        town = written or next(reversed(unit.towns), self._town)
        if town and town not in unit.towns:
            unit.towns.append(town)
        areas, part = self._own_text(row, "areas"), self._own_text(row, "part")
        if part and not areas:
            areas = self._text_in(merged, "areas") or (unit.areas[-1].text if unit.areas else "")
            areas = areas.partition("（")[0]
        if areas and not is_blank(areas):
            text = f"{areas}（{part}）" if part else areas
            unit.areas.append(AreaText(text, town, row.number))

    # Cells

    def _cells(self, row: SheetRow, field: str) -> Iterator[Cell]:
        for column in self._layout.fields.get(field, ()):
            if column in row.cells:
                yield row.cells[column]

    def _texts(self, row: SheetRow, issues: list[Issue]) -> dict[str, str]:
        """Return what the cells of every field say, noting what cannot be taken."""
        return {field: self._text(row, field, issues) for field in LABELS}

    def _own_text(self, row: SheetRow, field: str) -> str:
        return self._text(row, field, [])

    def _text_in(self, cells: dict[int, Cell], field: str) -> str:
        return self._text(SheetRow(0, cells), field, [])

    def _text(self, row: SheetRow, field: str, issues: list[Issue]) -> str:
        """Return what the cells of the field say; what cannot be taken as text is left out."""
        texts = []
        for cell in self._cells(row, field):
            code = objection(cell)
            text = tidy(cell_text(cell), keeps_lines=field == "areas", closes_up=field != "areas")
            if holds_identity_number(text):
                code, text = Code.IDENTITY_NUMBER, mask_identity_numbers(text, "")
            elif code:
                text = ""
            if code:
                issues.append(Issue.of_code(self._layout.heading(field), code))
            if text and not is_blank(text):
                texts.append(text)
        return ("\n" if field == "areas" else "").join(texts)

    def _row_issues(self, row: SheetRow) -> Iterator[Issue]:
        if row.is_hidden:
            yield Issue.of_code("*", Code.HIDDEN_ROW)
        if all(cell.is_struck for cell in row.cells.values()):
            yield Issue.of_code("*", Code.STRUCK_OUT_ROW)
        if row.swallowed:
            yield Issue.of_code("*", Code.UNBALANCED_QUOTES)

    def _find(self, issues: list[Issue], code: UnitCode, field: str, text: str = "") -> None:
        detail = f"{code.label}：{text[:40]}" if text else ""
        issues.append(code.issue(self._layout.heading(field), detail))


def town_in_heading(text: str) -> str:
    """Return the town that a line between rows names (一、柳湾镇（5个选区）), "" for none."""
    bare = _BRACKETS.sub("", closed_up(text)).strip(":：、.。")
    if match := NUMERAL_IN_FRONT.match(bare):
        bare = bare[match.end() :]
    return bare if _TOWN.fullmatch(bare) else ""


def parse_unit_number(text: str) -> int | None:
    """Return the number of a unit as a cell gives it (17, 第十七选区, 17号), None if it is none."""
    match = _NUMBER.fullmatch(closed_up(text))
    number = parse_number(match.group(1)) if match else None
    return number if number is not None and 0 < number <= _LARGEST_NUMBER else None


def parse_seats(text: str) -> int | None:
    """Return how many seats a cell gives (2, 2名, 两名, 三), None if it gives no number."""
    match = _COUNTED.fullmatch(closed_up(text))
    number = parse_number(match.group(1)) if match else None
    return number if number is not None and number <= _LARGEST_NUMBER else None


def _compare(units: list[UnitRow], heading: str, *, per_town: bool) -> None:
    """Note which units stand in the table twice: all the same, a duplicate; else a question."""
    first: dict[tuple[str, str], UnitRow] = {}
    for row in units:
        unit = row.unit
        if unit is None or not unit.name:
            continue
        key = fold_unit_name(unit.name), unit.town if per_town else ""
        known = first.setdefault(key, row)
        if known is row or known.unit is None:
            continue
        if known.unit.said == unit.said:
            row.issues.append(UnitCode.DUPLICATE_ROW.issue("*", of=known.row))
        else:
            detail = f"第 {known.row} 行也写了{unit.name}，内容不同，须由人确认"
            row.issues.append(UnitCode.UNIT_REPEATED.issue(heading, detail, of=known.row))
