"""What can be found about a record of a Popolo file, and what became of it."""

import enum
from dataclasses import dataclass

from directory.importers.roster_issues import Severity


class Outcome(enum.StrEnum):
    """What became of a record."""

    IMPORT = "import"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REVIEW = "review"
    ERROR = "error"


#: outcomes of records that somebody has to look at
LEFT_OUT = frozenset({Outcome.REVIEW, Outcome.ERROR})


class Problem(enum.StrEnum):
    """An issue's code, with its ``severity`` and its ``label`` for people."""

    severity: Severity
    label: str

    def __new__(cls, code: str, severity: Severity, label: str) -> "Problem":
        member = str.__new__(cls, code)
        member._value_ = code
        member.severity = severity
        member.label = label
        return member

    # taken over with a doubt, or left empty
    WRONG_TYPE = "wrong_type", Severity.WARNING, "类型不对，已留空"
    TEXT_TOO_LONG = "text_too_long", Severity.WARNING, "文字过长，已留空"
    IDENTITY_NUMBER = "identity_number", Severity.WARNING, "证件号码已去掉，不保存"
    PARTIAL_DATE = "partial_date", Severity.WARNING, "日期不全，已留空"
    INVALID_DATE = "invalid_date", Severity.WARNING, "日期无法采用，已留空"
    OUTSIDE_TERM = "outside_term", Severity.WARNING, "日期在本届之外，已留空"
    UNKNOWN_GENDER = "unknown_gender", Severity.WARNING, "性别无法识别，已留空"
    INVALID_EMAIL = "invalid_email", Severity.WARNING, "邮箱格式不对，已留空"
    IDENTIFIER_TAKEN = (
        "identifier_taken",
        Severity.WARNING,
        "编号已属于另一位代表，未采用：是否同一人须由人核对",
    )
    MERGED_UPSTREAM = (
        "merged_upstream",
        Severity.WARNING,
        "上游把几位同名的人并成了一人，已按地方分开；只采用姓名",
    )
    UNKNOWN_PARENT = "unknown_parent", Severity.WARNING, "上级机构在文件里没有，已留空"
    PARENT_CYCLE = "parent_cycle", Severity.WARNING, "上级机构互相包含，已留空"
    UNKNOWN_PARTY = "unknown_party", Severity.WARNING, "所代表的组织在文件里没有，已留空"
    UNKNOWN_DIVISION = "unknown_division", Severity.WARNING, "没有这个区划代码，未关联区划"
    TERM_DIFFERS = "term_differs", Severity.WARNING, "本届日期与库中不同，未改动"
    # put together, nothing lost
    SAME_RECORD = "same_record", Severity.DUPLICATE, "与前面一条完全重复，已跳过"
    SAME_NAME = "same_name", Severity.DUPLICATE, "与前面一个组织同名，已并为一个"
    SAME_SEAT = "same_seat", Severity.DUPLICATE, "同一人在同一届的重复任职，已并为一项"
    # somebody has to look
    WHICH_NAMESAKE = "which_namesake", Severity.REVIEW, "上游并了几位同名的人，不知道是哪一位"
    SEVERAL_STORED = "several_stored", Severity.REVIEW, "库中有几位同名代表，须由人确认"
    RECORD_BUSY = "record_busy", Severity.REVIEW, "库中的记录正在修改或已锁定，没有改动"
    SECOND_SEAT = "second_seat", Severity.REVIEW, "本届已有一项未终止的代表资格"
    # cannot be taken over
    NOT_AN_OBJECT = "not_an_object", Severity.ERROR, "应是一个对象"
    NO_NAME = "no_name", Severity.ERROR, "缺名称"
    NAME_TOO_LONG = "name_too_long", Severity.ERROR, "名称过长"
    REPEATED_ID = "repeated_id", Severity.ERROR, "id 与前面一条相同，内容不同"
    UNKNOWN_PERSON = "unknown_person", Severity.ERROR, "人在文件里没有，或未导入"
    UNKNOWN_BODY = "unknown_body", Severity.ERROR, "组织在文件里没有，或未导入"
    UNKNOWN_AREA = "unknown_area", Severity.ERROR, "地方在文件里没有，或未导入"
    NO_TERM = "no_term", Severity.ERROR, "认不出是第几届，请用 --term 说明"
    ENDS_BEFORE_START = "ends_before_start", Severity.ERROR, "结束日期早于开始日期"


_OUTCOMES = {
    Severity.DUPLICATE: Outcome.DUPLICATE,
    Severity.REVIEW: Outcome.REVIEW,
    Severity.ERROR: Outcome.ERROR,
}


@dataclass(frozen=True)
class Issue:
    """A problem and where in the record it stands; ``detail`` is a Chinese sentence."""

    problem: Problem
    column: str
    detail: str


class Kind(enum.StrEnum):
    """Classes of Popolo that are read."""

    PERSON = "person"
    ORGANIZATION = "organization"
    AREA = "area"
    EVENT = "event"
    POST = "post"
    MEMBERSHIP = "membership"


class Record:
    """One record of the file.

    Attributes:
        place: where it stands in the file: ``persons[12]``, ``persons[3].memberships[0]``.
        reference: its id in the file, by which others name it; never stored as it is.
        kept: what is not stored and stands in the report alone (pictures, links).
        people: how many people a person's record stands for.
    """

    __slots__ = ("data", "issues", "kept", "kind", "outcome", "people", "place", "reference")

    def __init__(self, kind: Kind, place: str, data: dict, reference: str = "") -> None:
        self.kind, self.place, self.data, self.reference = kind, place, data, reference
        self.outcome = Outcome.IMPORT
        self.issues: list[Issue] = []
        self.kept: dict[str, list[str]] = {}
        self.people = 0

    @property
    def is_importable(self) -> bool:
        return self.outcome in {Outcome.IMPORT, Outcome.UPDATE, Outcome.UNCHANGED}

    def find(self, problem: Problem, column: str = "*", more: str = "") -> None:
        """Note a problem; its severity may take the record out."""
        shown = "".join(c if c.isprintable() else "?" for c in more)
        detail = f"{problem.label}（{shown}）" if shown else problem.label
        issue = Issue(problem, column, detail)
        if issue not in self.issues:
            self.issues.append(issue)
        self.outcome = _OUTCOMES.get(problem.severity, self.outcome)
