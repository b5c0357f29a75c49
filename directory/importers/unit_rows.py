"""What a read table of electoral units (选区划分表) consists of, and what was found about it."""

import dataclasses
from typing import Any

from core.numerals import chinese_number

from .roster_issues import IssueCode, Severity
from .roster_rows import Issue, Outcome


class UnitCode(IssueCode):
    """What can be found about a unit, beside what ``Code`` names."""

    CHANGED = "changed", Severity.INFO, "与库中不同，已更新"
    NAME_KEPT = "name_kept", Severity.INFO, "按选区号对应，库中的名称不变"
    MILITARY_AREA = "military_area", Severity.INFO, "军队的选举单位不写范围"
    NUMBER_CONFLICT = "number_conflict", Severity.WARNING, "选区号与名称里的号码不同，以名称为准"
    NUMBER_UNREADABLE = "number_unreadable", Severity.WARNING, "选区号看不懂，已留空"
    SEATS_UNREADABLE = "seats_unreadable", Severity.WARNING, "名额看不懂，已留空"
    UNKNOWN_BASIS = "unknown_basis", Severity.WARNING, "划分方式看不懂，已留空"
    TOWN_UNKNOWN = "town_unknown", Severity.WARNING, "没有这个乡镇、街道"
    AREA_UNKNOWN = "area_unknown", Severity.WARNING, "没有找到这个地方"
    AREA_OTHER_KIND = "area_other_kind", Severity.WARNING, "村与社区不同，按名称相近的读入"
    AREA_TWICE = "area_twice", Severity.WARNING, "另一选区也有这个地方"
    AREA_AMBIGUOUS = "area_ambiguous", Severity.REVIEW, "有几个同名的地方，须由人确认"
    AREA_IN_OTHER_TOWN = "area_in_other_town", Severity.REVIEW, "不在所写的乡镇，须由人确认"
    UNIT_REPEATED = "unit_repeated", Severity.REVIEW, "同一选区写了两次而内容不同，须由人确认"
    RECORD_LOCKED = "record_locked", Severity.REVIEW, "库中的记录已锁定，没有改动"
    DRAFT_WAITING = "draft_waiting", Severity.REVIEW, "库中的记录有未发布的修改，没有改动"
    DUPLICATE_ROW = "duplicate_row", Severity.DUPLICATE, "与另一行完全重复，已跳过"
    MISSING_NAME = "missing_name", Severity.ERROR, "缺选区名称和选区号"
    NAME_TOO_LONG = "name_too_long", Severity.ERROR, "选区名称过长"
    SEATS_OUT_OF_RANGE = (
        "seats_out_of_range",
        Severity.ERROR,
        "一个选区选一名至三名代表（选举法第二十五条）",
    )
    OUTSIDE_TERRITORY = "outside_territory", Severity.ERROR, "不在您的编辑范围内"
    NEEDS_APPROVAL = "needs_approval", Severity.ERROR, "要改动已发布的记录，您没有发布权限"

    def issue(self, column: str, detail: str = "", of: int | None = None) -> Issue:
        """Return the issue; ``of`` is the other row meant."""
        return Issue.of_code(column, self, detail, of)


@dataclasses.dataclass(slots=True)
class AreaText:
    """What one cell says of where a unit lies: its text, the town beside it, its sheet row."""

    text: str
    town: str
    row: int


@dataclasses.dataclass(slots=True)
class UnitText:
    """One electoral unit as the table has it; unknown is ``""`` or None.

    Attributes:
        name: as written; where only a number is, the district's usual name (第三选区).
        number: of the unit; ``counts`` where the column merely counts the rows (序号).
        basis: a ``UnitBasis``.
        towns: the towns written beside it, the first first.
        found: what its areas turned out to be, for the report.
    """

    name: str = ""
    number: int | None = None
    counts: bool = False
    seats: int | None = None
    basis: str = ""
    note: str = ""
    areas: list[AreaText] = dataclasses.field(default_factory=list)
    towns: list[str] = dataclasses.field(default_factory=list)
    found: list[str] = dataclasses.field(default_factory=list)

    @property
    def town(self) -> str:
        """The first town written beside it."""
        return self.towns[0] if self.towns else ""

    @property
    def said(self) -> tuple[object, ...]:
        """All that the table says of the unit, to know the same again."""
        return self.seats, self.basis, self.note, [(area.text, area.town) for area in self.areas]

    def as_report(self) -> dict[str, Any]:
        """Return what the report of an import shows of the unit."""
        return {
            "name": self.name,
            "number": self.number,
            "seats": self.seats,
            "basis": self.basis,
            "town": "、".join(self.towns),
            "areas": self.found or [area.text for area in self.areas],
            "note": self.note,
        }


def district_name(number: int) -> str:
    """Return the usual name of a district of which only the number is known (第三选区)."""
    return f"第{chinese_number(number)}选区"


@dataclasses.dataclass(slots=True)
class UnitRow:
    """One row of the sheet; the first of a unit carries it, those that go on with it do not."""

    row: int
    kind: str
    outcome: Outcome = Outcome.IGNORE
    issues: list[Issue] = dataclasses.field(default_factory=list)
    unit: UnitText | None = None


@dataclasses.dataclass(slots=True)
class UnitTable:
    """A whole file as read, with what concerns it as a whole, in Chinese."""

    rows: list[UnitRow]
    notices: list[str]
    headings: dict[str, str]


def outcome_of(issues: list[Issue]) -> Outcome:
    """Return what becomes of a unit with these issues, as far as nothing is stored."""
    severities = {issue.severity for issue in issues}
    if Severity.ERROR in severities:
        return Outcome.ERROR
    if Severity.REVIEW in severities:
        return Outcome.REVIEW
    if Severity.DUPLICATE in severities:
        return Outcome.DUPLICATE
    if Severity.WARNING in severities:
        return Outcome.IMPORT_WITH_WARNING
    return Outcome.IMPORT
