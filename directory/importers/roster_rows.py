"""What a read roster consists of: rows, the people in them, and what was found about them."""

import dataclasses
import enum
from typing import Any, NamedTuple

from .roster_issues import QUESTIONS, IssueCode, Severity


class Outcome(enum.StrEnum):
    """What becomes of a row. The reader never says update or unchanged: it knows no database."""

    IMPORT = "import"
    IMPORT_WITH_WARNING = "import_with_warning"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REVIEW_DUPLICATE = "review_duplicate"
    REVIEW = "review"
    ERROR = "error"
    IGNORE = "ignore"


class Kind(enum.StrEnum):
    """What a sheet row is. Only data rows are people."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADER = "header"
    REPEATED_HEADER = "repeated header"
    DATA = "data"
    CONTINUATION = "continuation"
    SECTION_HEADING = "section heading"
    SEQUENCE_NUMBER_ONLY = "sequence number only"
    TOTAL = "total"
    NOTE = "note"
    BLANK = "blank"


@dataclasses.dataclass(slots=True)
class Issue:
    """Something found in a row.

    Attributes:
        column: the heading of the column, without spaces; ``*`` for the whole row.
        code: an ``IssueCode``; ``severity`` follows from it.
        detail: in Chinese, for the clerk; never holds an identity number or a day of birth.
        of: the row meant, for duplicates.
    """

    column: str
    code: str
    severity: str
    detail: str = ""
    of: int | None = None

    @classmethod
    def of_code(
        cls, column: str, code: IssueCode, detail: str = "", of: int | None = None
    ) -> "Issue":
        """Return an issue with the severity that belongs to ``code``."""
        return cls(column, code.value, code.severity.value, detail or code.label, of)


@dataclasses.dataclass(slots=True)
class Person:
    """One deputy as the roster has them, normalised; unknown is ``""`` or None.

    Attributes:
        gender: ``male`` or ``female``.
        birth: ``YYYY-MM``, or ``YYYY`` where the month is unknown.
        birth_day: the day of the month; never reported.
        level: a ``CongressLevel``.
        term: the number of the congress's term (届次).
        group: text of the group column (代表小组); ``station`` likewise (进站).
        division_code: text of a column of division codes, if there is one.
        starts_on: ISO date, if a column gives the day of election.
        tenure: ``first_term`` or ``re_elected``, if a column says so.
    """

    name: str = ""
    gender: str = ""
    ethnicity: str = ""
    birth: str = ""
    birth_day: int | None = None
    party: str = ""
    education: str = ""
    post: str = ""
    constituency: str = ""
    level: str = ""
    term: int | None = None
    group: str = ""
    station: str = ""
    phone: str = ""
    register_number: str = ""
    native_place: str = ""
    deputy_class: str = ""
    division_code: str = ""
    email: str = ""
    starts_on: str = ""
    tenure: str = ""

    def as_report(self) -> dict[str, Any]:
        """Return what the report of an import shows of the person."""
        return {key: getattr(self, key) for key in REPORTED}


#: fields of a person in the report, in its order
REPORTED = (
    "name", "gender", "ethnicity", "birth", "party", "education", "post", "constituency",
    "level", "term", "group", "station", "phone",
)  # fmt: skip


@dataclasses.dataclass(slots=True)
class RosterRow:
    """One row of the sheet, or one record of a text file (``row``: the line it begins on).

    ``changes`` says what it would change, or has changed, in the person stored; ``choices`` are
    the code and label of those it may mean; ``is_proposal``: others decide upon it.
    """

    row: int
    kind: str
    outcome: Outcome = Outcome.IGNORE
    issues: list[Issue] = dataclasses.field(default_factory=list)
    person: Person | None = None
    changes: list["Change"] = dataclasses.field(default_factory=list)
    choices: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    is_proposal: bool = False


class Change(NamedTuple):
    """One field that a row changes; both values as they are stored."""

    field: str
    old: Any
    new: Any


_QUESTIONS = frozenset(code.value for code in QUESTIONS)


def outcome_of(issues: list[Issue]) -> Outcome:
    """Return what becomes of a data row with these issues."""
    severities = {issue.severity for issue in issues}
    if Severity.ERROR in severities:
        return Outcome.ERROR
    if any(issue.code in _QUESTIONS for issue in issues):
        return Outcome.REVIEW
    if severities & {Severity.WARNING, Severity.REVIEW}:
        return Outcome.IMPORT_WITH_WARNING
    return Outcome.IMPORT


@dataclasses.dataclass(slots=True)
class RosterColumn:
    """A column of the table: its letter, its heading, and the field it is read as (or ``""``)."""

    letter: str
    heading: str
    field: str = ""


@dataclasses.dataclass(slots=True)
class Roster:
    """A whole file as read.

    Attributes:
        sheet: name of the sheet, ``""`` for a text file.
        header_rows: rows that hold the headings.
        columns: all columns, those that are not read included.
        rows: every row down to the last that is not empty.
        unknown_columns: those whose heading is not known, and those with content but no heading.
        notices: what concerns the file as a whole, in Chinese.
    """

    sheet: str
    header_rows: list[int]
    columns: list[RosterColumn]
    rows: list[RosterRow]
    notices: list[str] = dataclasses.field(default_factory=list)
    unknown_columns: list[RosterColumn] = dataclasses.field(default_factory=list)
