"""What is to become of each row of a roster that can be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from core.names import fold_name
from directory.models import AnswerKind

from .roster_answers import QUESTIONS, SKIP, Answer
from .roster_findings import Finding
from .roster_headers import LABELS
from .roster_issues import Code, Severity
from .roster_people import MANDATE_FIELDS, StoredDeputy, StoredMandate
from .roster_rows import Issue, Outcome, Person, RosterRow
from .roster_seats import WantedUnit

#: rows that somebody has to look at
LEFT_OUT = frozenset({Outcome.REVIEW, Outcome.REVIEW_DUPLICATE, Outcome.ERROR})

#: rows of which something goes into the database
WRITES = frozenset({Outcome.IMPORT, Outcome.IMPORT_WITH_WARNING, Outcome.UPDATE})

#: of a row that changes nothing; one for all of them
_NOTHING: Mapping[str, object] = MappingProxyType({})


def _nothing() -> Mapping[str, object]:
    return _NOTHING


@dataclass(slots=True)
class Entry:
    """A row that can be read, and what is to become of it.

    Attributes:
        unit: the seat it names.
        deputy: the stored person it means; ``same_as`` an earlier row that makes the person.
        twins: later rows that seat the person this one makes in other congresses.
        deputy_changes, mandate_changes: ``{column: new value}``.
        seen: the stored person or mandate as it was when the row was compared.
        new_deputy: the id of the person it makes.
        is_foreign: it says of a person kept elsewhere what is not public.
        has_hidden_changes: and says it otherwise; the keeper alone is told.
        is_proposal: what it says is written down for somebody else to decide.
        meant: stored persons a question speaks of: they are not missing.
        candidates: those of them who may be this one, as far as a question goes.
        choices: ``(code, label)`` of the stored people that the row may mean.
        answer: what staff say, or have said, about the row.
        decided: the answer to be kept.
        is_passed: an answer has settled what was doubtful about the unit.
    """

    row: RosterRow
    unit: WantedUnit
    folded_name: str
    outcome: Outcome
    issues: tuple[Issue, ...] = ()
    deputy: int | None = None
    mandate: int | None = None
    same_as: "Entry | None" = None
    twins: tuple["Entry", ...] = ()
    adds_number: bool = False
    deputy_changes: Mapping[str, object] = field(default_factory=_nothing)
    mandate_changes: Mapping[str, object] = field(default_factory=_nothing)
    seen: tuple[StoredDeputy, StoredMandate | None] | None = None
    is_foreign: bool = False
    has_hidden_changes: bool = False
    is_proposal: bool = False
    meant: tuple[int, ...] = ()
    candidates: tuple[int, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    answer: Answer | None = None
    decided: AnswerKind | None = None
    is_passed: bool = False
    pinyin: str = ""
    new_deputy: int | None = None

    @property
    def person(self) -> Person:
        assert self.row.person is not None  # noqa: S101 - only rows with a person become entries
        return self.row.person

    @property
    def person_id(self) -> int | None:
        """The id of the person it means or makes."""
        first = self.same_as or self
        return first.deputy or first.new_deputy

    @property
    def gives_number(self) -> bool:
        """Whether it brings a register number that the person has not got."""
        return bool(self.person.register_number) and (self.deputy is None or self.adds_number)

    @property
    def birth(self) -> str:
        """What the row surely knows of the birth: the month does not count where it is a guess."""
        birth = self.person.birth
        is_guess = any(issue.code == Code.AMBIGUOUS_YEAR_MONTH for issue in self.row.issues)
        return birth[:4] if is_guess else birth

    def said(self, name: str) -> Any:
        """Return what the rows of this person say of a field, the earliest first."""
        values = [getattr(entry.person, name) for entry in (self, *self.twins)]
        return next((value for value in values if value not in ("", None)), values[0])

    def former(self, column: str) -> Any:
        """Return what the stored mandate has in ``column``, None where there is no mandate."""
        mandate = self.seen[1] if self.seen else None
        return mandate.values[list(MANDATE_FIELDS).index(column)] if mandate else None

    @property
    def proposes(self) -> bool:
        """Whether somebody else is to decide upon something of it."""
        return self.is_proposal or (self.has_hidden_changes and not self.is_left_out)

    @property
    def is_left_out(self) -> bool:
        return self.outcome in LEFT_OUT

    @property
    def writes(self) -> bool:
        """Whether something of it goes into the database besides a proposal or an answer."""
        return self.outcome in WRITES

    @property
    def word(self) -> str:
        """What staff answer now, "" if nothing."""
        return self.answer.word if self.answer else ""

    @property
    def was_question(self) -> bool:
        """Whether something but the person was a question, or somebody has answered one before."""
        before = self.answer is not None and self.answer.kept is not None
        return before or self.is_passed or self.row.outcome in QUESTIONS

    def has(self, code: Code) -> bool:
        """Whether the reader has found ``code`` in the row."""
        return any(issue.code == code for issue in self.row.issues)

    def find(self, finding: Finding, field: str, detail: str = "", of: int | None = None) -> None:
        """Note a finding; what it says about the row counts unless the row is out already."""
        self.add(finding.issue(LABELS.get(field, field), detail, of))

    def ask(
        self, deputy: int, finding: Finding, field: str, detail: str = "", of: int | None = None
    ) -> None:
        """Note a question about a stored person."""
        self.meant += (deputy,)
        self.candidates += (deputy,)
        self.find(finding, field, detail, of)

    def add(self, issue: Issue) -> None:
        """Add an issue of the loader's own; its outcome counts unless the row is out already."""
        self.issues += (issue,)
        outcome = Finding(issue.code).outcome
        if outcome and not self.is_left_out:
            self.outcome = outcome

    def reopen(self) -> None:
        """Take back the loader's questions: somebody has answered them."""
        self.issues = tuple(each for each in self.issues if each.severity != Severity.REVIEW)
        self.outcome = _first_outcome(self.row)
        self.meant = self.candidates = ()

    def stay_open(self, why: str = "") -> None:
        """Let the question stand, for the answer is none."""
        self.find(Finding.ANSWER_UNKNOWN, "*", why)
        if self.row.outcome in QUESTIONS:
            self.outcome = self.row.outcome

    def pass_over(self) -> None:
        """Let an answer, if there is one, settle what is doubtful about the unit."""
        if not self.is_left_out or self.answer is None:
            return
        if self.word == SKIP:
            self.outcome = Outcome.IGNORE
            self.decide(AnswerKind.SKIP, "按答复不导入。")
        else:
            self.outcome, self.is_passed = _first_outcome(self.row), True

    def decide(self, kind: AnswerKind, detail: str = "", of: int | None = None) -> None:
        """Note that an answer has settled the row; one from before is not kept again."""
        if self.answer is None or self.answer.is_new:
            self.decided = kind
        if self.answer:
            self.answer.is_used = True
        if self.decided or self.row.outcome in QUESTIONS:
            self.find(Finding.ANSWERED, "*", detail, of)


def entry_of(row: RosterRow, unit: WantedUnit, answer: Answer | None) -> Entry:
    """Return the entry of a row that would be imported, or has been answered."""
    name = row.person.name if row.person else ""
    return Entry(
        row=row,
        unit=unit,
        folded_name=fold_name(name),
        outcome=_first_outcome(row),
        answer=answer,
    )


def _first_outcome(row: RosterRow) -> Outcome:
    return Outcome.IMPORT_WITH_WARNING if row.outcome in QUESTIONS else row.outcome
