"""What a read table of stations (家站室一览表) consists of, and what was found about it."""

import dataclasses
from typing import Any

from .roster_issues import IssueCode, Severity
from .roster_rows import Issue, Outcome
from .unit_rows import AreaText


class StationCode(IssueCode):
    """What can be found about a station, beside what ``Code`` names."""

    CHANGED = "changed", Severity.INFO, "与库中不同，已更新"
    POSITION_CONVERTED = "position_converted", Severity.INFO, "坐标已换算为 WGS-84"
    POSTINGS_KEPT = "postings_kept", Severity.INFO, "库中还有别的代表进站，没有改动"
    LIAISONS_KEPT = "liaisons_kept", Severity.INFO, "库中还有别的联络员，没有改动"
    KIND_BY_NAME = "kind_by_name", Severity.WARNING, "类别按名称读出，请核对"
    UNKNOWN_LEVEL = "unknown_level", Severity.WARNING, "级别看不懂，没有采用"
    LEVEL_CONFLICT = "level_conflict", Severity.WARNING, "级别与别处写的不同，请核对"
    UNKNOWN_ANSWER = "unknown_answer", Severity.WARNING, "看不懂，应写“是”或“否”，已留空"
    PRIVATE_PHONE = "private_phone", Severity.WARNING, "像是个人手机，会公开，没有导入"
    HOURS_ASSUMED = "hours_assumed", Severity.WARNING, "没有写几点到几点，请核对"
    HOURS_UNREADABLE = "hours_unreadable", Severity.WARNING, "看不懂哪些日子，已作为文字保留"
    POSITION_UNREADABLE = "position_unreadable", Severity.WARNING, "经纬度看不懂，已留空"
    POSITION_OUTSIDE = "position_outside", Severity.WARNING, "经纬度不在我国范围内，已留空"
    SYSTEM_UNKNOWN = "system_unknown", Severity.WARNING, "不知道是哪种坐标系，坐标没有导入"
    AREA_UNKNOWN = "area_unknown", Severity.WARNING, "没有找到这个地方"
    AREA_AMBIGUOUS = "area_ambiguous", Severity.WARNING, "有几个同名的地方，没有采用"
    AREA_IN_PART = "area_in_part", Severity.WARNING, "只是其中一部分，服务范围写到村为止"
    AREA_OTHER_KIND = "area_other_kind", Severity.WARNING, "村与社区不同，按名称相近的读入"
    DEPUTY_UNKNOWN = "deputy_unknown", Severity.WARNING, "没有找到这位代表，没有进站"
    DEPUTY_AMBIGUOUS = "deputy_ambiguous", Severity.WARNING, "有几位同名的代表，没有进站"
    DEPUTY_FORMER = "deputy_former", Severity.WARNING, "不是现任代表，没有进站"
    POSTING_ENDED = "posting_ended", Severity.WARNING, "库中已结束进站，没有恢复"
    UNKNOWN_KIND = "unknown_kind", Severity.REVIEW, "类别看不懂，须由人确认"
    PLACE_UNKNOWN = "place_unknown", Severity.REVIEW, "没有找到归属的区划"
    PLACE_AMBIGUOUS = "place_ambiguous", Severity.REVIEW, "归属的区划有几个同名的"
    PLACE_OUTSIDE = "place_outside", Severity.REVIEW, "归属的区划不在导入的区划之内"
    NAMESAKE_ABOVE = "namesake_above", Severity.REVIEW, "上一级已有同名的家站室，须由人确认"
    STATION_REPEATED = "station_repeated", Severity.REVIEW, "同一家站室写了两次而内容不同"
    RECORD_LOCKED = "record_locked", Severity.REVIEW, "库中的记录已锁定，没有改动"
    DRAFT_WAITING = "draft_waiting", Severity.REVIEW, "库中的记录有未发布的修改，没有改动"
    DUPLICATE_ROW = "duplicate_row", Severity.DUPLICATE, "与另一行完全重复，已跳过"
    MISSING_NAME = "missing_name", Severity.ERROR, "缺名称，请补上"
    NAME_TOO_LONG = "name_too_long", Severity.ERROR, "名称过长，请改短"
    OUTSIDE_TERRITORY = "outside_territory", Severity.ERROR, "不在您的编辑范围内"
    NEEDS_APPROVAL = "needs_approval", Severity.ERROR, "要改动已发布的记录，您没有发布权限"

    def issue(self, column: str, detail: str = "", of: int | None = None) -> Issue:
        """Return the issue; ``of`` is the other row meant."""
        return Issue.of_code(column, self, detail, of)


#: what leaves a deputy unposted until somebody has looked
OPEN_QUESTIONS = frozenset(
    {StationCode.DEPUTY_UNKNOWN, StationCode.DEPUTY_AMBIGUOUS, StationCode.DEPUTY_FORMER}
)


@dataclasses.dataclass(slots=True)
class StationText:
    """One station as the table has it; what a cell does not say is "".

    Attributes:
        cells: the texts of all fields that one cell says, by field.
        areas, deputies: what one cell or many rows say.
        town: of the line over the rows (一、柳湾镇).
        found: what its areas and deputies turned out to be, for the report.
    """

    cells: dict[str, str]
    areas: list[AreaText] = dataclasses.field(default_factory=list)
    deputies: list[str] = dataclasses.field(default_factory=list)
    town: str = ""
    found: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name as written."""
        return self.cells.get("name", "")

    @property
    def said(self) -> tuple[object, ...]:
        """All that the table says of the station, to know the same again."""
        cells = {key: text for key, text in self.cells.items() if key not in ("sequence", "note")}
        return cells, [area.text for area in self.areas], self.deputies, self.town

    def as_report(self) -> dict[str, Any]:
        """Return what the report of an import shows of the station."""
        return {key: text for key, text in self.cells.items() if text} | {
            "areas": self.found.get("areas") or [area.text for area in self.areas],
            "deputies": self.found.get("deputies") or self.deputies,
        }


@dataclasses.dataclass(slots=True)
class StationRow:
    """One row of the sheet; the first of a station carries it, those that go on do not."""

    row: int
    kind: str
    outcome: Outcome = Outcome.IGNORE
    issues: list[Issue] = dataclasses.field(default_factory=list)
    station: StationText | None = None


@dataclasses.dataclass(slots=True)
class StationTable:
    """A whole file as read.

    Attributes:
        headings: what the column of each field is called.
        over: all that stands over the column of each field, from the top.
        notices: what concerns the file as a whole, in Chinese.
    """

    rows: list[StationRow]
    notices: list[str]
    headings: dict[str, str]
    over: dict[str, str]
