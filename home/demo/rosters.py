"""Writes the rosters (代表花名册) the demo is loaded from, as offices keep them.

One workbook for each term of a congress, those of the nation and the province in one. They differ
as real ones do: titles and notes above, headings over two rows, merged cells, headings between
rows, dates in several shapes, spaces inside names, notes in brackets, totals below.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from core.levels import CongressLevel
from core.names import DOT
from core.numerals import chinese_number

from .congresses import CongressPlan, TermPlan, read_congresses
from .people import Person, Seat
from .places import PREFECTURE, read_places

_NOTE = "（演示用表：地名、人名、单位、电话均系虚构）"
_LEVEL_WORDS = {CongressLevel.NATIONAL: "全国", CongressLevel.PROVINCIAL: "省级"}
_SHORT_PARTIES = {"中共党员": "中共", "无党派人士": "无党派"}
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)

Entry = tuple[Person, Seat]


@dataclass(frozen=True)
class RosterFile:
    """A written workbook and what to tell the importer: division code, level, term."""

    path: Path
    title: str
    division_code: str
    level: CongressLevel
    term: int


@dataclass(frozen=True)
class _Column:
    heading: str
    value: Callable[[Person, Seat], object]
    width: int = 12
    group: str = ""
    number_format: str = ""


def write_rosters(people: list[Person], folder: Path) -> list[RosterFile]:
    """Write all workbooks into ``folder``; the term before comes first, the highest level first."""
    plans = read_congresses().values()
    lower = [plan for plan in plans if plan.level not in _LEVEL_WORDS]
    higher = [plan for plan in plans if plan.level in _LEVEL_WORDS]
    files = [_write_higher(higher, people, folder)]
    for newest in (1, 0):
        for plan in lower:
            if newest < len(plan.terms):
                files.append(_write(plan, plan.terms[newest], people, folder))
    return files


def _write_higher(plans: list[CongressPlan], people: list[Person], folder: Path) -> RosterFile:
    """Write the deputies whom the prefecture's people are in higher congresses, of all terms."""
    title = f"{PREFECTURE}的全国和省人民代表大会代表名册"
    terms = [(plan, term) for plan in plans for term in plan.terms]
    entries = [entry for plan, term in terms for entry in _entries(people, plan, term)]
    columns = [
        _Column("代表层级", lambda person, seat: _LEVEL_WORDS[_level(seat)], 10),
        _Column("届次", lambda person, seat: f"{chinese_number(seat.term)}届", 8),
        *_personal(_plain_name, _chinese_month),
        _Column("选举单位", lambda person, seat: seat.unit),
        *_register(),
    ]
    sheet = _sheet(title, len(columns))
    _put_headings(sheet, columns)
    _put_rows(sheet, columns, entries)
    path = _save(sheet, folder, title)
    code = read_places()[PREFECTURE].code
    return RosterFile(path, title, code, CongressLevel.PROVINCIAL, plans[-1].terms[0].number)


def _write(plan: CongressPlan, term: TermPlan, people: list[Person], folder: Path) -> RosterFile:
    name = read_places()[plan.place].name
    title = f"{name}第{chinese_number(term.number)}届人民代表大会代表花名册"
    entries = _entries(people, plan, term)
    styles = {
        CongressLevel.CITY: _write_for_a_prefecture,
        CongressLevel.COUNTY: _write_for_a_county,
        CongressLevel.TOWNSHIP: _write_for_a_township,
    }
    sheet = styles[plan.level](title, entries)
    code = read_places()[plan.place].code
    return RosterFile(_save(sheet, folder, title), title, code, plan.level, term.number)


# one way of keeping a roster for each level


def _write_for_a_prefecture(title: str, entries: list[Entry]) -> Worksheet:
    """Headings over two rows, units merged down, dates as text (1979.05), a total."""
    columns = [
        *_personal(_spaced_name, _dotted_month, group="基本情况"),
        _Column("选举单位", lambda person, seat: seat.unit),
        *_register(group="联系方式"),
    ]
    sheet = _sheet(title, len(columns) + 1)
    _put_headings(sheet, columns, rows=2)
    _put_rows(sheet, columns, entries, merged="选举单位")
    _put_total(sheet, len(entries), len(columns) + 1)
    return sheet


def _write_for_a_county(title: str, entries: list[Entry]) -> Worksheet:
    """Line breaks in headings, districts merged down, dates as numbers, notes in brackets."""
    columns = [
        _Column("选区/\n选举单位", lambda person, seat: seat.unit, 14),
        *_personal(_bracketed_name, _number_month, number_format="0.00"),
        *_register(),
        _Column("补选\n日期", _by_election, 12, number_format="yyyy-mm-dd"),
    ]
    sheet = _sheet(title, len(columns) + 1)
    _put_headings(sheet, columns)
    _put_rows(sheet, columns, entries, merged="选区/\n选举单位")
    _put_total(sheet, len(entries), len(columns) + 1)
    return sheet


def _write_for_a_township(title: str, entries: list[Entry]) -> Worksheet:
    """Districts as headings between the rows, dates as Excel's, names spaced out."""
    columns = [
        *_personal(_spaced_name, _excel_month, number_format='yyyy"年"m"月"'),
        *_register(),
        _Column("补选日期", _by_election, 12, number_format="yyyy/m/d"),
    ]
    sheet = _sheet(title, len(columns) + 1)
    _put_headings(sheet, columns)
    start = 1
    for unit, group in groupby(entries, key=lambda entry: entry[1].unit):
        members = list(group)
        sheet.append([f"{unit}（{len(members)}名）"])
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=1,
            end_column=len(columns) + 1,
        )  # fmt: skip
        _put_rows(sheet, columns, members, start=start)
        start += len(members)
    _put_total(sheet, len(entries), len(columns) + 1)
    return sheet


# columns


def _personal(
    name: Callable[[Person, Seat], object],
    birth: Callable[[Person, Seat], object],
    *,
    group: str = "",
    number_format: str = "",
) -> list[_Column]:
    return [
        _Column("姓　名", name, 22, group),
        _Column(
            "性别", lambda person, seat: _unless_in_name(name, person, person.gender), 6, group
        ),
        _Column(
            "民族", lambda person, seat: _unless_in_name(name, person, _group(person)), 9, group
        ),
        _Column("出生年月", birth, 12, group, number_format),
        _Column("政治面貌", _party, 12, group),
        _Column("文化程度", lambda person, seat: person.education, 11, group),
        _Column("工作单位及职务", lambda person, seat: person.post, 44),
        _Column("代表类别", lambda person, seat: person.deputy_class, 14),
    ]


def _register(*, group: str = "") -> list[_Column]:
    return [
        _Column("代表编号", lambda person, seat: person.number, 11),
        _Column("手机号码", _phone, 14, group),
        _Column("所属代表小组", _group_text, 18),
        _Column("所进驻\n联络站", _station_text, 20),
    ]


def _plain_name(person: Person, seat: Seat) -> str:
    return person.name


def _spaced_name(person: Person, seat: Seat) -> str:
    """Space out two characters, as lists on paper do."""
    return "　".join(person.name) if len(person.name) == 2 else person.name


def _bracketed_name(person: Person, seat: Seat) -> str:
    """Note gender and ethnic group behind some names, and type another dot in some."""
    name = person.name.replace(DOT, "•") if _picked(person, 2) else person.name
    if person.gender == "女" and _picked(person, 3):
        return f"{name}（女，{person.group}）" if person.group != "汉族" else f"{name}（女）"
    return _spaced_name(person, seat) if DOT not in person.name else name


def _unless_in_name(name: Callable[[Person, Seat], object], person: Person, text: str) -> str:
    has_note = name is _bracketed_name and person.gender == "女" and _picked(person, 3)
    return "" if has_note and (text == "女" or person.group != "汉族") else text


def _group(person: Person) -> str:
    """Return the ethnic group, short (汉) now and then."""
    return "汉" if person.group == "汉族" and _picked(person, 5) else person.group


def _party(person: Person, seat: Seat) -> str:
    return _SHORT_PARTIES.get(person.party, person.party) if _picked(person, 2) else person.party


def _chinese_month(person: Person, seat: Seat) -> str:
    year, month = person.birth.split("-")
    return f"{year}年{int(month)}月"


def _dotted_month(person: Person, seat: Seat) -> str:
    return person.birth.replace("-", ".")


def _number_month(person: Person, seat: Seat) -> float:
    return float(_dotted_month(person, seat))


def _excel_month(person: Person, seat: Seat) -> datetime.date:
    return datetime.date.fromisoformat(f"{person.birth}-01")


def _phone(person: Person, seat: Seat) -> object:
    """Return the telephone, as a number now and then."""
    return int(person.phone) if _picked(person, 4) else person.phone


def _group_text(person: Person, seat: Seat) -> str:
    return f"{person.home}代表小组"


def _station_text(person: Person, seat: Seat) -> str:
    return f"{person.home}人大代表联络站"


def _by_election(person: Person, seat: Seat) -> datetime.date | None:
    return seat.on if seat.word == "补选" else None


# the sheet


def _entries(people: Iterable[Person], plan: CongressPlan, term: TermPlan) -> list[Entry]:
    """Return who sits in the term, unit by unit in their order."""
    order = list(plan.units)
    entries = [
        (person, seat)
        for person in people
        for seat in person.seats
        if (seat.congress, seat.term) == (plan.place, term.number)
    ]
    return sorted(entries, key=lambda entry: order.index(entry[1].unit))


def _level(seat: Seat) -> CongressLevel:
    return read_congresses()[seat.congress].level


def _picked(person: Person, every: int) -> bool:
    """Say yes for one in ``every`` people, always the same."""
    return int(person.number.lstrip("YL")) % every == 0


def _sheet(title: str, width: int) -> Worksheet:
    """Return a sheet with a title and a note, each merged over ``width`` columns."""
    sheet = Workbook().active
    sheet.title = "代表花名册"
    for row, text in enumerate((title, f"填报日期：2026年1月　　{_NOTE}"), start=1):
        cell = sheet.cell(row, 1, text)
        cell.font = Font(bold=row == 1, size=16 if row == 1 else 10)
        cell.alignment = _CENTRED
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    return sheet


def _put_headings(sheet: Worksheet, columns: list[_Column], *, rows: int = 1) -> None:
    """Write the headings below the title; over two rows, with the groups above."""
    top = sheet.max_row + 1
    for index, column in enumerate([_Column("序号", _phone, 6), *columns], start=1):
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


def _put_rows(
    sheet: Worksheet,
    columns: list[_Column],
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


def _put_total(sheet: Worksheet, count: int, width: int) -> None:
    sheet.append(["合计", None, f"{count}名"])
    sheet.merge_cells(
        start_row=sheet.max_row, end_row=sheet.max_row, start_column=3, end_column=width
    )


def _save(sheet: Worksheet, folder: Path, title: str) -> Path:
    path = folder / f"{title}.xlsx"
    sheet.parent.save(path)
    return path
