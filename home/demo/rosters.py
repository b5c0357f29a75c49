"""Writes the rosters (代表花名册) the demo is loaded from, as offices keep them.

One workbook for each term of a congress, those of the nation and the province in one. They differ
as real ones do: titles and notes above, headings over two rows, merged cells, headings between
rows, dates in several shapes, spaces inside names, notes in brackets, totals below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from core.levels import CongressLevel
from core.numerals import chinese_number

from .congresses import CongressPlan, TermPlan, read_congresses
from .people import Person, Seat
from .places import PREFECTURE, read_places
from .roster_columns import (
    Column,
    bracketed_name,
    by_election,
    chinese_month,
    dotted_month,
    excel_month,
    number_month,
    personal_columns,
    plain_name,
    register_columns,
    spaced_name,
)
from .roster_sheets import Entry, new_sheet, put_headings, put_rows, put_total, save_sheet

_LEVEL_WORDS = {CongressLevel.NATIONAL: "全国", CongressLevel.PROVINCIAL: "省级"}


@dataclass(frozen=True)
class RosterFile:
    """A written workbook and what to tell the importer: division code, level, term."""

    path: Path
    title: str
    division_code: str
    level: CongressLevel
    term: int


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
        Column("代表层级", lambda person, seat: _LEVEL_WORDS[_level(seat)], 10),
        Column("届次", lambda person, seat: f"{chinese_number(seat.term)}届", 8),
        *personal_columns(plain_name, chinese_month),
        Column("选举单位", lambda person, seat: seat.unit),
        *register_columns(),
    ]
    sheet = new_sheet(title, len(columns))
    put_headings(sheet, columns)
    put_rows(sheet, columns, entries)
    path = save_sheet(sheet, folder, title)
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
    return RosterFile(save_sheet(sheet, folder, title), title, code, plan.level, term.number)


# one way of keeping a roster for each level


def _write_for_a_prefecture(title: str, entries: list[Entry]) -> Worksheet:
    """Headings over two rows, units merged down, dates as text (1979.05), a total."""
    columns = [
        *personal_columns(spaced_name, dotted_month, group="基本情况"),
        Column("选举单位", lambda person, seat: seat.unit),
        *register_columns(group="联系方式"),
    ]
    sheet = new_sheet(title, len(columns) + 1)
    put_headings(sheet, columns, rows=2)
    put_rows(sheet, columns, entries, merged="选举单位")
    put_total(sheet, len(entries), len(columns) + 1)
    return sheet


def _write_for_a_county(title: str, entries: list[Entry]) -> Worksheet:
    """Line breaks in headings, districts merged down, dates as numbers, notes in brackets."""
    columns = [
        Column("选区/\n选举单位", lambda person, seat: seat.unit, 14),
        *personal_columns(bracketed_name, number_month, number_format="0.00"),
        *register_columns(),
        Column("补选\n日期", by_election, 12, number_format="yyyy-mm-dd"),
    ]
    sheet = new_sheet(title, len(columns) + 1)
    put_headings(sheet, columns)
    put_rows(sheet, columns, entries, merged="选区/\n选举单位")
    put_total(sheet, len(entries), len(columns) + 1)
    return sheet


def _write_for_a_township(title: str, entries: list[Entry]) -> Worksheet:
    """Districts as headings between the rows, dates as Excel's, names spaced out."""
    columns = [
        *personal_columns(spaced_name, excel_month, number_format='yyyy"年"m"月"'),
        *register_columns(),
        Column("补选日期", by_election, 12, number_format="yyyy/m/d"),
    ]
    sheet = new_sheet(title, len(columns) + 1)
    put_headings(sheet, columns)
    start = 1
    for unit, group in groupby(entries, key=lambda entry: entry[1].unit):
        members = list(group)
        sheet.append([f"{unit}（{len(members)}名）"])
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=1,
            end_column=len(columns) + 1,
        )  # fmt: skip
        put_rows(sheet, columns, members, start=start)
        start += len(members)
    put_total(sheet, len(entries), len(columns) + 1)
    return sheet


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
