"""Comparing the rows of one roster with each other: duplicates, questions, namesakes.

Key: folded name, level, term, electoral unit, and the month of birth where both rows know it.
Rows that are questions or errors themselves are not compared.
"""

from collections import defaultdict
from collections.abc import Iterable

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


def compare_rows(rows: Iterable[RosterRow], name_heading: str) -> list[str]:
    """Mark what repeats an earlier row or may do so; return what concerns the file as a whole."""
    kept = [row for row in rows if row.outcome in _KEPT]
    folded = {row.row: fold_name(row.person.name) for row in kept if row.person}
    notices = _compare_register_numbers(kept, folded)
    _mark_duplicates(kept, folded, name_heading)
    _mark_namesakes(kept, folded, name_heading)
    return notices


def _mark_duplicates(rows: list[RosterRow], folded: dict[int, str], name_heading: str) -> None:
    earlier: defaultdict[tuple[str, str, int | None, str], list[RosterRow]] = defaultdict(list)
    for row in _people(rows):
        person = row.person
        key = (folded[row.row], person.level, person.term, fold_name(person.constituency))
        same = earlier[key]
        if first := next((other for other in same if other.person == person), None):
            row.outcome = Outcome.DUPLICATE
            row.issues.append(Issue.of_code(WHOLE_ROW, Code.DUPLICATE_ROW, of=first.row))
            continue
        if first := next((other for other in same if _may_be_one(other, row)), None):
            _ask(row, first, name_heading)
        same.append(row)


def _people(rows: list[RosterRow]) -> Iterable[RosterRow]:
    return (row for row in rows if row.outcome in _KEPT and row.person)


def _may_be_one(first: RosterRow, second: RosterRow) -> bool:
    """Say whether the births do not tell the two apart."""
    length = min(len(_birth(first)), len(_birth(second)))
    return _birth(first)[:length] == _birth(second)[:length]


def _birth(row: RosterRow) -> str:
    """Return the birth, without the month where that is a guess."""
    birth = row.person.birth if row.person else ""
    is_guess = any(issue.code == Code.AMBIGUOUS_YEAR_MONTH.value for issue in row.issues)
    return birth[:4] if is_guess else birth


def _ask(row: RosterRow, first: RosterRow, name_heading: str) -> None:
    """Make the row a question: the same person as ``first``?"""
    if _has_note(first) and not _has_note(row):
        detail = f"第 {first.row} 行的姓名带括注，本行没有"
        row.issues.append(Issue.of_code(name_heading, Code.NOTE_IN_NAME, detail))
    differing = [
        word
        for field, word in _WORDS.items()
        if getattr(row.person, field) != getattr(first.person, field)
    ]
    detail = f"与第 {first.row} 行同姓名、同层级、同届次、同选区；不同的是：{'、'.join(differing)}"
    row.issues.append(Issue.of_code(WHOLE_ROW, Code.POSSIBLE_DUPLICATE, detail, of=first.row))
    row.outcome = Outcome.REVIEW_DUPLICATE


def _has_note(row: RosterRow) -> bool:
    return any(issue.code == Code.NOTE_IN_NAME.value for issue in row.issues)


def _mark_namesakes(rows: list[RosterRow], folded: dict[int, str], name_heading: str) -> None:
    """Warn of a name that an earlier row has at another level: perhaps one person, perhaps two."""
    seen: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in _people(rows):
        level = row.person.level if row.person else ""
        levels = seen[folded[row.row]]
        others = [other for other in levels if other != level]
        if level and others:
            detail = (
                f"第 {levels[others[0]]} 行有同名的{CongressLevel(others[0]).label}代表，"
                "是否同一人须由人确认，不自动合并"
            )
            row.issues.append(Issue.of_code(name_heading, Code.SAME_NAME_OTHER_LEVEL, detail))
            row.outcome = Outcome.IMPORT_WITH_WARNING
        if level:
            levels.setdefault(level, row.row)


def _compare_register_numbers(rows: list[RosterRow], folded: dict[int, str]) -> list[str]:
    """Ask about a register number that two names share; drop the numbers where many do."""
    first: dict[tuple[str, int | None, str, str], RosterRow] = {}
    repeated: list[tuple[RosterRow, RosterRow]] = []
    for row in _people(rows):
        if row.person and row.person.register_number:
            holder = first.setdefault(_register_key(row.person), row)
            if folded[holder.row] != folded[row.row]:
                repeated.append((row, holder))
    if len(repeated) > max(_FEW, len(rows) // _FEW_IN):
        for row in rows:
            if row.person:
                row.person.register_number = ""
        return ["代表编号多处重复，不能用来认人，没有采用。"]
    for row, holder in repeated:
        detail = f"代表编号与第 {holder.row} 行相同，姓名不同"
        issue = Issue.of_code(WHOLE_ROW, Code.REGISTER_NUMBER_REPEATED, detail, of=holder.row)
        row.issues.append(issue)
        row.outcome = Outcome.REVIEW
    return []


def _register_key(person: Person) -> tuple[str, int | None, str, str]:
    """Return where a register number counts: every township congress numbers its own deputies."""
    is_township = person.level == CongressLevel.TOWNSHIP
    place = (person.division_code or person.constituency) if is_township else ""
    return person.level, person.term, place, person.register_number
