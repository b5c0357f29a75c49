"""From a data row to a person: one cell after the other, each doubt noted where it stands."""

import dataclasses
import datetime
import re
import sys
from collections.abc import Callable
from typing import NamedTuple

from core.identity_numbers import holds_identity_number, mask_identity_numbers
from core.levels import CongressLevel
from core.names import has_private_use

from .roster_dates import read_birth, read_day
from .roster_issues import WHOLE_ROW, Code, Finding
from .roster_layout import Layout
from .roster_names import NameCell, read_name_cell
from .roster_rows import Issue, Kind, Outcome, Person, RosterRow, outcome_of
from .roster_values import (
    Reading,
    fold,
    read_code,
    read_email,
    read_ethnicity,
    read_gender,
    read_level,
    read_party,
    read_phone,
    read_tenure,
    read_term,
    read_text,
)
from .roster_words import ERROR_VALUES
from .sheets import Cell, SheetRow, column_letter

#: what stands where a computer could not read or write a character
_LOST = re.compile("[\ufffd□■〓]|锟斤拷|烫烫烫|[?？]{2,}")
#: how the columns of one field are put together
_GLUE = {"education": " ", "birth": "."}
_SIMPLE: dict[str, Callable[[Cell], Reading]] = {
    "party": lambda cell: read_party(cell.text),
    "education": lambda cell: read_text(cell.text, "education"),
    "constituency": lambda cell: read_text(cell.text, "constituency"),
    "level": lambda cell: read_level(cell.text),
    "group": lambda cell: read_text(cell.text, "group"),
    "station": lambda cell: read_text(cell.text, "station"),
    "register_number": lambda cell: read_code(cell, "register_number"),
    "native_place": lambda cell: read_text(cell.text, "native_place"),
    "deputy_class": lambda cell: read_text(cell.text, "deputy_class"),
    "division_code": lambda cell: read_code(cell, "division_code"),
    "email": lambda cell: read_email(cell.text),
    "starts_on": lambda cell: Reading(read_day(cell), []),
}
_MAY_BE_DATES = ("birth", "birth_year", "birth_month", "starts_on", "level", "term")
#: what is left of a text when the number is gone
_PAPER = re.compile(r"(?:居民)?(?:公民)?身份证?(?:号码?)?[:：]?\s*$|[(（]\s*[)）]")


class Heading(NamedTuple):
    """What the last heading between the rows says of the rows below it."""

    unit: str = ""
    group: str = ""
    level: str = ""
    others: str = ""


class PersonReader:
    """Reads the data rows of one layout."""

    def __init__(
        self,
        layout: Layout,
        *,
        level: str,
        term: int | None,
        today: datetime.date,
        is_text_file: bool,
    ) -> None:
        self._layout, self._level, self._term = layout, level, term
        self._today, self._is_text_file = today, is_text_file
        self._issues: list[Issue] = []
        self._is_struck = False

    def read(self, row: SheetRow, heading: Heading) -> RosterRow:
        """Return the row as a person with what was found, before it is compared with others."""
        self._issues = []
        if self._is_misshapen(row):
            return RosterRow(row.number, Kind.DATA.value, Outcome.ERROR, self._issues)
        self._is_struck = _is_struck_out(row, self._layout.name_column)
        name = self._name(row)
        person = Person(name=name.name)
        self._read_gender_and_ethnicity(row, name, person)
        self._read_birth(row, person)
        for field, reader in _SIMPLE.items():
            if field in self._layout.fields:
                setattr(person, field, sys.intern(self._value(row, field, reader)))
        self._read_tenure(row, person)
        person.post = self._post(row)
        person.phone = self._phone(row)
        person.level = person.level or self._level
        person.term = self._read_term(row)
        self._take_from(heading, person)
        outcome = outcome_of(self._issues)
        shown = person if person.name and outcome != Outcome.ERROR else None
        return RosterRow(row.number, Kind.DATA.value, outcome, self._issues, shown)

    def add_to(self, target: RosterRow, row: SheetRow) -> None:
        """Add the post and the number of a further row of the same person (name cells merged)."""
        self._issues = target.issues
        post, phone = self._post(row), self._phone(row)
        if target.person and (post or phone):
            target.person.post = "\n".join(filter(None, [target.person.post, post]))
            target.person.phone = "、".join(filter(None, [target.person.phone, phone]))
            self._note(WHOLE_ROW, [Finding(Code.JOINED_ROWS, f"第 {row.number} 行是同一人")])

    def _note(self, column: str, findings: list[Finding]) -> None:
        self._issues += [Issue.of_code(column, each.code, each.detail) for each in findings]

    def _is_misshapen(self, row: SheetRow) -> bool:
        """Say whether the row does not fit the table, so that no cell can be trusted."""
        beyond = [column for column in row.cells if column > self._layout.last_column]
        if beyond:
            letters = "、".join(column_letter(column) for column in beyond[:5])
            self._note(WHOLE_ROW, [Finding(Code.EXTRA_CELLS, f"表头之外的 {letters} 列有内容")])
        if row.swallowed:
            detail = f"第 {row.number}–{row.last_line} 行被不成对的引号连成了一行"
            self._note(WHOLE_ROW, [Finding(Code.UNBALANCED_QUOTES, detail)])
        return bool(self._issues)

    def _cells(self, row: SheetRow, field: str) -> list[Cell]:
        """Return the field's cells that can be read, and note those that cannot."""
        checked = []
        for column in self._layout.fields.get(field, ()):
            if column in row.cells:
                heading = self._layout.columns[column - 1].heading
                checked.append(self._checked(row.cells[column], heading, field))
        return [cell for cell in checked if cell]

    def _checked(self, cell: Cell, column: str, field: str) -> Cell | None:
        """Return the cell without what may not be read or kept."""
        if finding := self._why_unreadable(cell, field):
            self._note(column, [finding])
            return None
        text = cell.text
        if has_private_use(text):
            self._note(column, [Finding(Code.PRIVATE_USE_CHARACTER)])
        if _LOST.search(text):
            self._note(column, [Finding(Code.LOST_CHARACTER)])
        if holds_identity_number(text):
            self._note(column, [Finding(Code.IDENTITY_NUMBER)])
            rest = _PAPER.sub("", mask_identity_numbers(text, ""))
            return dataclasses.replace(cell, value=rest) if rest.strip() else None
        return cell

    def _why_unreadable(self, cell: Cell, field: str) -> Finding | None:
        text = cell.text.strip()
        if cell.is_error or ERROR_VALUES.fullmatch(text):
            return Finding(Code.ERROR_VALUE, f"单元格是 {text}，已留空")
        if cell.value is None:
            return Finding(Code.FORMULA_WITHOUT_VALUE)
        if cell.is_struck and field != "name" and not self._is_struck:
            return Finding(Code.STRUCK_OUT_CELL)
        if isinstance(cell.value, datetime.date | datetime.time) and field not in _MAY_BE_DATES:
            return Finding(Code.DATE_IN_TEXT_COLUMN)
        return None

    def _cell(self, row: SheetRow, field: str) -> Cell | None:
        """Return the field's cell; several columns under one heading are put together."""
        cells = self._cells(row, field)
        if len(cells) < 2:
            return cells[0] if cells else None
        joined = _GLUE.get(field, "").join(cell.text.strip() for cell in cells)
        return Cell(joined, is_formula=any(cell.is_formula for cell in cells))

    def _value(self, row: SheetRow, field: str, reader: Callable[[Cell], Reading]) -> str:
        cell = self._cell(row, field)
        if cell is None:
            return ""
        value, findings = reader(cell)
        self._note(self._layout.heading(field), findings)
        return value

    def _name(self, row: SheetRow) -> NameCell:
        column = self._layout.heading("name")
        if row.is_hidden:
            self._note(WHOLE_ROW, [Finding(Code.HIDDEN_ROW)])
        if self._is_struck:
            self._note(WHOLE_ROW, [Finding(Code.STRUCK_OUT_ROW)])
        if _is_unknown_formula(row, self._layout.name_column):
            self._note(column, [Finding(Code.NAME_IS_FORMULA, "姓名是公式，文件里没有它的结果")])
            return NameCell("", "", "", "", [])
        cell = self._cell(row, "name")
        if cell and cell.is_formula:
            self._note(column, [Finding(Code.NAME_IS_FORMULA)])
        name = read_name_cell(cell.text if cell else "")
        self._note(column, name.findings)
        return name

    def _read_gender_and_ethnicity(self, row: SheetRow, name: NameCell, person: Person) -> None:
        """Take both from their columns or from the brackets; where these disagree, neither."""
        gender = self._value(row, "gender", lambda cell: read_gender(cell.text))
        ethnicity = self._value(row, "ethnicity", lambda cell: read_ethnicity(cell.text))
        if gender and name.gender and gender != name.gender:
            self._note(self._layout.heading("gender"), [Finding(Code.GENDER_CONFLICT)])
        else:
            person.gender = gender or name.gender
        if ethnicity and name.ethnicity and ethnicity != name.ethnicity:
            self._note(self._layout.heading("ethnicity"), [Finding(Code.ETHNICITY_CONFLICT)])
        else:
            person.ethnicity = ethnicity or name.ethnicity

    def _read_tenure(self, row: SheetRow, person: Person) -> None:
        if "tenure" in self._layout.fields:
            heading = self._layout.heading("tenure")
            person.tenure = sys.intern(
                self._value(row, "tenure", lambda cell: read_tenure(cell.text, heading))
            )

    def _read_birth(self, row: SheetRow, person: Person) -> None:
        field = "birth" if "birth" in self._layout.fields else "birth_year"
        cell = self._cell(row, field)
        if cell and field == "birth_year" and (month := self._cell(row, "birth_month")):
            year, number = fold(cell.text).removesuffix("年"), fold(month.text).removesuffix("月")
            cell = Cell(f"{year}-{number}")
        if cell is None:
            return
        reading = read_birth(cell, today=self._today, is_text_file=self._is_text_file)
        self._note(self._layout.heading(field), reading.findings)
        person.birth, person.birth_day = reading.birth, reading.day

    def _post(self, row: SheetRow) -> str:
        """Return employer and post, from one column or from both put together."""
        return "".join(
            self._value(row, field, lambda cell: read_text(cell.text, "post", keeps_lines=True))
            for field in ("post", "employer", "position", "occupation")
            if field in self._layout.fields
        )

    def _phone(self, row: SheetRow) -> str:
        """Return the numbers of all columns of telephones, each once."""
        readings = [read_phone(cell) for cell in self._cells(row, "phone")]
        for reading in readings:
            self._note(self._layout.heading("phone"), reading.findings)
        numbers = [n for reading in readings for n in reading.value.split("、") if n]
        return "、".join(dict.fromkeys(numbers))

    def _read_term(self, row: SheetRow) -> int | None:
        cell = self._cell(row, "term")
        if cell is None:
            return self._term
        term, findings = read_term(cell.text)
        self._note(self._layout.heading("term"), findings)
        return term or self._term

    def _take_from(self, heading: Heading, person: Person) -> None:
        """Take unit or group from the heading above the row, where no column gives them.

        A level is not taken: the term that was chosen belongs to the chosen level.
        """
        if heading.level not in ("", person.level) and "level" not in self._layout.fields:
            detail = f"行间标题写的是{CongressLevel(heading.level).label}，导入时选的是别的层级"
            self._note(WHOLE_ROW, [Finding(Code.OTHER_LEVEL_IN_HEADING, detail)])
        if heading.others:
            detail = f"在行间标题“{heading.others[:30]}”之下，是不是代表须由人确认"
            self._note(WHOLE_ROW, [Finding(Code.OTHER_PEOPLE_IN_HEADING, detail)])
        for field, value in (("constituency", heading.unit), ("group", heading.group)):
            if value and field not in self._layout.fields:
                setattr(person, field, value)
                column = self._layout.heading(field)
                self._note(column, [Finding(Code.UNIT_FROM_HEADING, f"取自行间标题“{value}”")])


def _is_unknown_formula(row: SheetRow, name_column: int) -> bool:
    """Say whether the name is a formula whose result the file does not hold, or an error."""
    name = row.cells.get(name_column)
    if name is None or not name.is_formula:
        return False
    return name.value is None or name.is_error or bool(ERROR_VALUES.fullmatch(name.text.strip()))


def _is_struck_out(row: SheetRow, name_column: int) -> bool:
    """Say whether the row is struck out: its name, or most of it."""
    name = row.cells.get(name_column)
    struck = sum(cell.is_struck for cell in row.cells.values())
    return (name is not None and name.is_struck) or struck * 2 > len(row.cells)
