"""Comparing the rows of one roster with each other: duplicates, questions, namesakes.

Key: folded name, level, term, electoral unit, and the month of birth where both rows know it.
Rows that are questions or errors themselves are not compared.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from core.levels import CongressLevel
from core.names import fold_name

from .roster_issues import WHOLE_ROW, Code
from .roster_rows import Issue, Outcome, Person, RosterRow

_KEPT = (Outcome.IMPORT, Outcome.IMPORT_WITH_WARNING)
_WORDS = {
    "name": "姓名写法", "gender": "性别", "ethnicity": "民族", "birth": "出生年月",
    "birth_day": "出生日", "party": "政治面貌", "education": "学历", "post": "单位及职务",
    "constituency": "选区写法", "group": "代表小组", "station": "联络站", "phone": "电话",
    "register_number": "代表编号", "native_place": "籍贯", "deputy_class": "代表类别",
    "division_code": "区划代码", "email": "邮箱", "starts_on": "当选日期",
}  # fmt: skip
#: so many register numbers may be given twice by mistake; more, and they number something else
_FEW = 3
_FEW_IN = 50


class _Entry(NamedTuple):
    row: RosterRow
    person: Person
    name: str


def compare_rows(rows: Iterable[RosterRow], name_heading: str) -> list[str]:
    """Mark what repeats an earlier row or may do so; return what concerns the file as a whole."""
    entries = [
        _Entry(row, row.person, fold_name(row.person.name))
        for row in rows
        if row.outcome in _KEPT and row.person
    ]
    notices = _compare_register_numbers(entries)
    _mark_duplicates(entries, name_heading)
    _mark_namesakes(entries, name_heading)
    return notices


def _mark_duplicates(entries: list[_Entry], name_heading: str) -> None:
    earlier: defaultdict[tuple[str, str, int | None, str], list[_Entry]] = defaultdict(list)
    for entry in _kept(entries):
        row, person, name = entry
        same = earlier[name, person.level, person.term, fold_name(person.constituency)]
        if first := next((other for other in same if other.person == person), None):
            row.outcome = Outcome.DUPLICATE
            row.issues.append(Issue.of_code(WHOLE_ROW, Code.DUPLICATE_ROW, of=first.row.row))
            continue
        if first := next((other for other in same if _may_be_one(other, entry)), None):
            _ask(entry, first, name_heading)
        same.append(entry)


def _kept(entries: list[_Entry]) -> Iterable[_Entry]:
    return (entry for entry in entries if entry.row.outcome in _KEPT)


def _may_be_one(first: _Entry, second: _Entry) -> bool:
    """Say whether the births do not tell the two apart."""
    length = min(len(_birth(first)), len(_birth(second)))
    return _birth(first)[:length] == _birth(second)[:length]


def _birth(entry: _Entry) -> str:
    """Return the birth, without the month where that is a guess."""
    is_guess = _has(entry.row, Code.AMBIGUOUS_YEAR_MONTH)
    return entry.person.birth[:4] if is_guess else entry.person.birth


def _has(row: RosterRow, code: Code) -> bool:
    return any(issue.code == code.value for issue in row.issues)


def _ask(entry: _Entry, first: _Entry, name_heading: str) -> None:
    """Make the row a question: the same person as ``first``?"""
    row, number = entry.row, first.row.row
    if _has(first.row, Code.NOTE_IN_NAME) and not _has(row, Code.NOTE_IN_NAME):
        detail = f"第 {number} 行的姓名带括注，本行没有"
        row.issues.append(Issue.of_code(name_heading, Code.NOTE_IN_NAME, detail))
    differing = [
        word
        for field, word in _WORDS.items()
        if getattr(entry.person, field) != getattr(first.person, field)
    ]
    detail = f"与第 {number} 行同姓名、同层级、同届次、同选区；不同的是：{'、'.join(differing)}"
    row.issues.append(Issue.of_code(WHOLE_ROW, Code.POSSIBLE_DUPLICATE, detail, of=number))
    row.outcome = Outcome.REVIEW_DUPLICATE


def _mark_namesakes(entries: list[_Entry], name_heading: str) -> None:
    """Warn of a name that an earlier row has at another level: perhaps one person, perhaps two."""
    seen: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row, person, name in _kept(entries):
        if not person.level:
            continue
        levels = seen[name]
        other = next((level for level in levels if level != person.level), "")
        if other:
            detail = (
                f"第 {levels[other]} 行有同名的{CongressLevel(other).label}代表，"
                "是否同一人须由人确认，不自动合并"
            )
            row.issues.append(Issue.of_code(name_heading, Code.SAME_NAME_OTHER_LEVEL, detail))
            row.outcome = Outcome.IMPORT_WITH_WARNING
        levels.setdefault(person.level, row.row)


def _compare_register_numbers(entries: list[_Entry]) -> list[str]:
    """Ask about a register number that two names share; drop the numbers where many do."""
    first: dict[tuple[str, int | None, str, str], _Entry] = {}
    repeated: list[tuple[RosterRow, int]] = []
    for entry in entries:
        if entry.person.register_number:
            holder = first.setdefault(_register_key(entry.person), entry)
            if holder.name != entry.name:
                repeated.append((entry.row, holder.row.row))
    if len(repeated) > max(_FEW, len(entries) // _FEW_IN):
        for entry in entries:
            entry.person.register_number = ""
        return ["代表编号多处重复，不能用来认人，没有采用。"]
    for row, number in repeated:
        detail = f"代表编号与第 {number} 行相同，姓名不同"
        issue = Issue.of_code(WHOLE_ROW, Code.REGISTER_NUMBER_REPEATED, detail, of=number)
        row.issues.append(issue)
        row.outcome = Outcome.REVIEW
    return []


def _register_key(person: Person) -> tuple[str, int | None, str, str]:
    """Return where a register number counts: every township congress numbers its own deputies."""
    is_township = person.level == CongressLevel.TOWNSHIP
    place = (person.division_code or person.constituency) if is_township else ""
    return person.level, person.term, place, person.register_number
