"""Answers (答复) to the questions that a roster raises: given now, or kept from before.

A word answers one row: ``import`` (take the row as it stands), ``new`` (somebody not stored yet),
``same`` (the one person the question names), a public code (that stored person), ``skip`` (leave
the row out). What was answered is kept, so that the same row asks no more.
"""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from directory.models import AnswerKind, FormerCode, RosterAnswer
from divisions.models import Division

from .roster_findings import Finding
from .roster_issues import WHOLE_ROW, Code
from .roster_rows import Outcome, Person, RosterRow
from .roster_words import LONGEST

IMPORT, NEW, SAME, SKIP = "import", "new", "same", "skip"
WORDS = frozenset({IMPORT, NEW, SAME, SKIP})
#: in place of a row: every question about somebody who sat in an earlier term
ALL = "all"
#: outcomes of rows that are questions of the reader
QUESTIONS = frozenset({Outcome.REVIEW, Outcome.REVIEW_DUPLICATE})
_FIELDS = [each.name for each in dataclasses.fields(Person)]


class Kept(NamedTuple):
    """An answer from before; ``code`` is the person's public code, "" for a skipped row."""

    kind: str
    code: str

    def agrees_with(self, word: str) -> bool:
        """Whether ``word`` says what was answered before."""
        if word == SKIP or self.kind == AnswerKind.SKIP:
            return word == SKIP and self.kind == AnswerKind.SKIP
        return {
            IMPORT: True,
            NEW: self.kind == AnswerKind.NEW,
            SAME: self.kind != AnswerKind.NEW,
        }.get(word, word == self.code)


@dataclass(slots=True)
class Answer:
    """What is said about one row.

    Attributes:
        word: given now, or the ``SKIP`` of before; "" where the kept answer stands.
        kept: from before.
        is_used: there was a question, and this has decided it.
    """

    word: str = ""
    kept: Kept | None = None
    is_used: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it says something that is not kept yet."""
        return bool(self.word) and not (self.kept and self.kept.agrees_with(self.word))

    @property
    def has_served(self) -> bool:
        """Whether it has decided something, now or before."""
        return self.is_used or (self.kept is not None and not self.is_new)

    @property
    def code(self) -> str:
        """The public code of the person whom it names, "" if it names nobody."""
        if self.word:
            return "" if self.word in WORDS else self.word
        return self.kept.code if self.kept else ""


class HasAnswer(Protocol):
    """A row that goes on, and what is said about it."""

    row: RosterRow
    answer: Answer | None


@dataclass
class Answers:
    """All that is said about the rows of one roster.

    Attributes:
        given: ``{sheet row: word or public code}``.
        kept: ``{fingerprint of a row: answer}``.
        skipped: rows that are left out because somebody says so.
        refused: rows whose question the given word does not answer.
    """

    path: Path
    place: Division
    given: Mapping[int, str]
    kept: dict[str, Kept] = field(default_factory=dict)
    skipped: dict[int, tuple[RosterRow, Answer]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        # The code of a record that was merged means the one that was kept.
        merged = FormerCode.objects.filter(code__in=set(self.given.values()) - WORDS)
        kept = dict(merged.values_list("code", "deputy__code"))
        self.given = {row: kept.get(word, word) for row, word in self.given.items()}
        held = RosterAnswer.objects.filter(place=self.place)
        columns = ("fingerprint", "kind", "deputy__code")
        for fingerprint, kind, code in held.values_list(*columns).iterator():
            self.kept[fingerprint] = Kept(kind, code or "")

    def of(self, row: RosterRow) -> Answer | None:
        """Return what is said about ``row``, None if nothing is."""
        word = self.given.get(row.row, "")
        kept = self.kept.get(self.fingerprint(row)) if self.kept else None
        if not word and kept is None:
            return None
        if kept is None or not (not word or kept.agrees_with(word)):
            return Answer(word, kept)
        return Answer(SKIP if kept.kind == AnswerKind.SKIP else "", kept)

    def admit(self, row: RosterRow) -> bool:
        """Say whether an answer makes a question of the reader a row that can be imported.

        A row that is to be skipped is noted, and so is one whose question stays open.
        """
        answer = self.of(row)
        if answer is None:
            return False
        if answer.word == SKIP:
            answer.is_used = True
            self.skipped[row.row] = (row, answer)
            return False
        if answer.word == IMPORT and row.outcome == Outcome.REVIEW_DUPLICATE:
            self.refused.add(row.row)
            return False
        if not _is_person(row):
            self.refused.add(row.row)
            return False
        return True

    def newly_skipped(self) -> list[str]:
        """Return the fingerprints of the rows that are skipped for the first time."""
        return [self.fingerprint(row) for row, answer in self.skipped.values() if answer.is_new]

    def settle(self, rows: Iterable[RosterRow], entries: Iterable[HasAnswer]) -> list[str]:
        """Note on each row what its answer has done; return what the clerk has to be told."""
        used = {each.row.row for each in entries if each.answer and each.answer.has_served}
        by_number = {row.row: row for row in rows}
        for number in self.skipped:
            by_number[number].outcome = Outcome.IGNORE
            by_number[number].issues.append(Finding.ANSWERED.issue(WHOLE_ROW, "按答复不导入。"))
        for number in self.refused:
            issue = Finding.ANSWER_UNKNOWN.issue(WHOLE_ROW, "这样答复不了本行的疑问。")
            by_number[number].issues.append(issue)
        notices = []
        for number, word in self.given.items():
            row = by_number.get(number)
            if row is None:
                notices.append(f"没有第 {number} 行，答复“{word}”没有用上。")
            elif number not in used | self.skipped.keys() | self.refused:
                issue = Finding.ANSWER_NOT_NEEDED.issue(WHOLE_ROW)
                row.issues.append(issue)
                notices.append(f"第 {number} 行{issue.detail}（{word}）。")
        return notices

    def fingerprint(self, row: RosterRow) -> str:
        """Return what tells a row of this division's rosters: the person, or else the place."""
        if row.person is None:
            what: list[object] = [self._digest, row.row]
        else:
            what = [getattr(row.person, name) for name in _FIELDS]
        return hashlib.sha256(json.dumps(what, ensure_ascii=False).encode()).hexdigest()

    @functools.cached_property
    def _digest(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def _is_person(row: RosterRow) -> bool:
    """Whether a doubtful row could be somebody at all."""
    if row.person is None or len(row.person.name) > LONGEST["name"]:
        return False
    return all(issue.code != Code.VACANT_SEAT for issue in row.issues)
