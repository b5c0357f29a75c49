"""What the loader can find about a row, beside what the reader has found.

The reader's table is ``roster_issues``; this one holds what takes a database to know.
"""

import enum

from .roster_issues import Severity
from .roster_rows import Issue, Outcome


class Finding(enum.StrEnum):
    """A code with its severity, what becomes of the row, and its label for people.

    No outcome: the row goes on as it is.
    """

    severity: Severity
    outcome: Outcome | None
    label: str

    def __new__(
        cls, code: str, severity: Severity, outcome: Outcome | None, label: str
    ) -> "Finding":
        member = str.__new__(cls, code)
        member._value_ = code
        member.severity, member.outcome, member.label = severity, outcome, label
        return member

    CHANGED = "changed", Severity.INFO, None, "与库中不同，已更新"
    UNIT_UNKNOWN = "unit_unknown", Severity.INFO, None, "没有写选区或选举单位"
    MANDATE_HAS_ENDED = "mandate_has_ended", Severity.INFO, None, "库中这项代表资格已终止，没有改动"
    SAME_NAME_OTHER_LEVEL = (
        "same_name_other_level",
        Severity.REVIEW,
        Outcome.IMPORT_WITH_WARNING,
        "另一层级有同名代表，是否同一人须由人确认",
    )
    POSSIBLE_SAME_PERSON = (
        "possible_same_person",
        Severity.REVIEW,
        Outcome.REVIEW_DUPLICATE,
        "库中本届已有同名代表，是否同一人须由人确认",
    )
    SAME_NAME_OTHER_TERM = (
        "same_name_other_term",
        Severity.REVIEW,
        Outcome.REVIEW,
        "库中另一届有同名代表，是否同一人须由人确认",
    )
    SAME_NAME_NO_MANDATE = (
        "same_name_no_mandate",
        Severity.REVIEW,
        Outcome.REVIEW,
        "库中已有同名的人，还没有代表资格，是否同一人须由人确认",
    )
    UNIT_CHANGED = (
        "unit_changed",
        Severity.REVIEW,
        Outcome.REVIEW,
        "这位代表在库中属于本届的另一选区或选举单位",
    )
    UNRELATED_MANDATES = (
        "unrelated_mandates",
        Severity.REVIEW,
        Outcome.REVIEW,
        "像是同一人在没有隶属关系的两地同时任代表（选举法第四十八条）",
    )
    REGISTER_NUMBER_OF_OTHER = (
        "register_number_of_other",
        Severity.REVIEW,
        Outcome.REVIEW,
        "库中这个代表编号属于另一个姓名",
    )
    UNIT_KEPT = (
        "unit_kept",
        Severity.INFO,
        None,
        "库中这位代表属于本届的另一选区或选举单位，以库中为准；要改，请在后台改这项代表资格",
    )
    ANSWERED = "answered", Severity.INFO, None, "已按答复处理"
    ANSWER_NOT_NEEDED = (
        "answer_not_needed",
        Severity.INFO,
        None,
        "没有可以这样答复的疑问，答复没有用上",
    )
    ANSWER_UNKNOWN = (
        "answer_unknown",
        Severity.REVIEW,
        Outcome.REVIEW,
        "答复里的网址编号在库中找不到，或与本行不符",
    )
    UNIT_OF_OTHER_LEVEL = (
        "unit_of_other_level",
        Severity.REVIEW,
        Outcome.REVIEW,
        "这一级由下级人大选举，却写了选区；代表层级可能写错",
    )
    ELECTORS_UNKNOWN = (
        "electors_unknown",
        Severity.WARNING,
        Outcome.IMPORT_WITH_WARNING,
        "选举单位不设人民代表大会，由哪个人民代表大会选出不明，已留空",
    )
    RECORD_LOCKED = "record_locked", Severity.REVIEW, Outcome.REVIEW, "库中的记录已锁定，没有改动"
    DRAFT_WAITING = (
        "draft_waiting",
        Severity.REVIEW,
        Outcome.REVIEW,
        "库中的记录有未发布的修改，没有改动",
    )
    OUTSIDE_TERRITORY = (
        "outside_territory",
        Severity.REVIEW,
        Outcome.REVIEW,
        "不在您的编辑范围内，已转为建议",
    )
    NEEDS_APPROVAL = (
        "needs_approval",
        Severity.REVIEW,
        Outcome.REVIEW,
        "要改动已发布的记录，您没有发布权限，已转为建议",
    )
    UNKNOWN_DIVISION_CODE = (
        "unknown_division_code",
        Severity.ERROR,
        Outcome.ERROR,
        "没有这个区划代码",
    )
    NO_CONGRESS = "no_congress", Severity.ERROR, Outcome.ERROR, "这里依法不设人民代表大会"
    UNIT_CANNOT_ELECT = (
        "unit_cannot_elect",
        Severity.ERROR,
        Outcome.ERROR,
        "这个选区或选举单位依法选不出这一级的代表",
    )
    UNKNOWN_CONGRESS = (
        "unknown_congress",
        Severity.ERROR,
        Outcome.ERROR,
        "认不出是哪个人民代表大会",
    )

    def issue(self, column: str, detail: str = "", of: int | None = None) -> Issue:
        """Return the issue; ``of`` is the other row meant."""
        return Issue(column, self.value, self.severity.value, detail or self.label, of)
