"""Load a roster of deputies (代表花名册) into the directory.

The file is read by ``roster_reader``; then each row finds its seat (``roster_seats``) and its
person (``roster_match``), and all that can be written is written in one transaction. Key: the
register number, or folded name, term and unit, and the birth month where both know it. Each row
stands alone; a second import of the same file changes nothing; nobody is ended because a newer
roster lacks the name.
"""

import datetime
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from core.levels import CongressLevel
from core.pinyin import person_pinyin
from directory.enums import MandateStatus
from directory.exceptions import RecordsChangedError, RosterRefusedError
from directory.models import AnswerKind, ImportBatch, Mandate
from divisions.models import Division
from editing.models import ChangeSet

from .exceptions import RosterFileError
from .roster_answers import ALL, QUESTIONS, SAME, Answers
from .roster_entries import LEFT_OUT, Entry, entry_of
from .roster_links import LinkOptions, LinkPlan, plan_links, rows_text
from .roster_match import MatchOptions, match_people
from .roster_people import DEPUTY_FIELDS, MANDATE_FIELDS
from .roster_places import RosterPlaces
from .roster_reader import read_roster
from .roster_records import Settled, WriteOptions, register_of, source_of
from .roster_rights import Rights, apply_rights
from .roster_rows import Change, Kind, Outcome, Roster, RosterColumn, RosterRow
from .roster_seats import Seating, find_seats, unit_issue
from .roster_write import stamp, write_entries
from .statements import Counters

logger = logging.getLogger(__name__)

_KEPT = frozenset({Outcome.IMPORT, Outcome.IMPORT_WITH_WARNING})
#: outcomes after which the row's person stands in the database
WRITTEN = frozenset({*_KEPT, Outcome.UPDATE, Outcome.UNCHANGED})
_ATTEMPTS = 3


@dataclass(frozen=True)
class RosterOrder:
    """What is to be imported, and how.

    Attributes:
        place: the division whose office keeps the roster.
        level, term: of rows whose level or term no column gives.
        user: who imports; None: the system, to which no territory is closed.
        register: the register whose numbers the rows carry; by default the place's own.
        answers: ``{sheet row: word or public code}``, what a person has decided.
        takes_same: who sat in an earlier term and agrees in all that is known is the same person.
        is_strict: write nothing while one row is wrong.
        is_trial: write nothing at all, and say what would have been written.
        chosen: ``{letter of a column: field}``, where staff say what a column is.
        batch: the upload that the office sees; without one the import makes its own.
        title: what the file was called where ``path`` does not say.
    """

    path: Path
    place: Division
    level: CongressLevel
    term: int
    user: User | None = None
    register: str = ""
    answers: dict[int, str] = field(default_factory=dict)
    takes_same: bool = False
    is_strict: bool = False
    is_trial: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    batch: ImportBatch | None = None
    title: str = ""
    today: datetime.date = field(default_factory=timezone.localdate)


@dataclass(slots=True)
class RosterResult:
    """What became of a roster.

    Attributes:
        rows: every row with its outcome and issues.
        created: number of new people; ``updated`` and ``unchanged`` count rows.
        missing: who sits in the congress and term of the roster but is not in it.
        refusal: why nothing was written; empty where something was, or would have been.
        notices: what to know of the file as a whole, for whoever runs the import.
        sheet, header_rows, columns: the sheet that was read, the rows of its headings, and what
            each of its columns was read as.
        change_set: what the changes were noted in; None where nothing was written.
    """

    rows: list[RosterRow]
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: list[dict[str, str]] = field(default_factory=list)
    refusal: str = ""
    notices: list[str] = field(default_factory=list)
    sheet: str = ""
    columns: list[RosterColumn] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    change_set: ChangeSet | None = None

    @property
    def left_out(self) -> list[RosterRow]:
        """The rows that somebody has to look at."""
        return [row for row in self.rows if row.outcome in LEFT_OUT]


def import_roster(order: RosterOrder, progress: Callable[[str], None]) -> RosterResult:
    """Read and load the roster.

    Raises:
        RosterRefusedError: nothing was written; the message says why. Refused rows are no
            error: they stand in the result.
    """
    try:
        return _import(order, progress)
    except RosterFileError as error:
        raise RosterRefusedError(str(error)) from error
    except OSError as error:
        raise RosterRefusedError(f"读不了文件：{error.strerror}。") from error
    except OperationalError as error:
        raise RosterRefusedError(
            "数据库没有响应（别的程序正在写入，或连接断开），没有写入。请稍后再试。"
        ) from error


def _import(order: RosterOrder, progress: Callable[[str], None]) -> RosterResult:
    places = RosterPlaces(order.place, order.level)
    progress("读取名册……")
    roster = read_roster(
        order.path, level=order.level.value, term=order.term, today=order.today,
        chosen=order.chosen,
    )  # fmt: skip
    for _ in range(_ATTEMPTS):
        attempt = _Attempt(order, roster, places, progress)
        try:
            return attempt.run()
        except RecordsChangedError:
            progress("导入期间有人修改了数据，重新核对……")
    raise RosterRefusedError("导入期间一直有人在修改数据，没有写入。请稍后再试。")


class _Attempt:
    """One try: from what the rows say to what is written."""

    def __init__(
        self,
        order: RosterOrder,
        roster: Roster,
        places: RosterPlaces,
        progress: Callable[[str], None],
    ) -> None:
        self.order, self.roster, self.places = order, roster, places
        self.progress = progress
        self.rights = Rights(order.user)
        self.register = order.register or register_of(order.place)
        self.source = source_of(Path(order.title) if order.title else order.path)

    def run(self) -> RosterResult:
        """Match, write, and return what became of each row.

        Raises:
            RecordsChangedError: somebody wrote meanwhile; the rows are as they were before.
        """
        since = stamp()
        self.rights.stand_in_for(self.order.place)
        self.answers = Answers(self.order.path, self.order.place, self.order.answers)
        rows = [row for row in self.roster.rows if self._is_importable(row)]
        seating = find_seats(self.places, rows)
        self.rights.keep_here(seating.units.values(), self.order.place)
        entries = self._entries(rows, seating)
        self._match(entries)
        apply_rights(entries, self.rights)
        self._fill(entries)
        missing = self._missing(entries, seating)
        result = RosterResult(
            rows=[], missing=missing, notices=[*self.roster.notices], sheet=self.roster.sheet,
            columns=self.roster.columns, header_rows=self.roster.header_rows,
        )  # fmt: skip
        result.refusal = self._refusal(entries, seating)
        links = plan_links(entries, LinkOptions(self.order.place, self.source, self.rights))
        if not result.refusal and not self.order.is_trial:
            result.change_set = self._write(entries, links, since)
        self._settle(entries, seating, result)
        if not result.refusal:
            result.notices += links.notices + list(_foreign(entries))
        return result

    def _is_importable(self, row: RosterRow) -> bool:
        """Whether the row can go on: the reader has no question, or staff have answered it."""
        if row.outcome in QUESTIONS:
            return self.answers.admit(row)
        return row.outcome in _KEPT and row.person is not None

    def _entries(self, rows: list[RosterRow], seating: Seating) -> list[Entry]:
        entries = []
        for row in rows:
            if unit := seating.units.get(row.row):
                entry = entry_of(row, unit, self.answers.of(row))
                if issue := unit_issue(unit):
                    entry.add(issue)
                    entry.pass_over()
                entries.append(entry)
        seating.units.clear()  # from now on the entries hold them
        return entries

    def _match(self, entries: list[Entry]) -> None:
        options = MatchOptions(
            register=self.register,
            today=self.order.today,
            takes_same=self.order.takes_same,
            sees=self.rights.sees,
            may_write=self.rights.may_write,
        )
        total = len(entries)
        match_people(
            [entry for entry in entries if entry.writes],
            options,
            lambda done: self.progress(f"核对 {done:,} / {total:,} 行……"),
        )

    def _fill(self, entries: list[Entry]) -> None:
        """Do the slow part of new people before the database is locked."""
        for entry in entries:
            if entry.deputy is None and entry.writes:
                entry.pinyin = person_pinyin(entry.person.name)

    def _missing(self, entries: list[Entry], seating: Seating) -> list[dict[str, str]]:
        """Return who holds an open mandate of the roster's congress and terms, unmentioned."""
        home = seating.home
        terms = {
            entry.unit.term.pk
            for entry in entries
            if home and entry.unit.congress is home and entry.unit.term.pk
        }
        if not terms:
            return []
        mentioned = {pk for entry in entries for pk in (*entry.meant, entry.deputy)}
        held = Mandate.objects.filter(term__in=terms, ends_on=None)
        held = held.exclude(status=MandateStatus.ENDED).order_by("unit__name", "pk")
        columns = ("deputy", "deputy__code", "deputy__name", "unit__name", "division_path", "live")
        return [
            {"code": code, "name": name, "unit": unit}
            for pk, code, name, unit, path, live in held.values_list(*columns)
            if pk not in mentioned and self.rights.sees(path, live)
        ]

    def _refusal(self, entries: list[Entry], seating: Seating) -> str:
        """Return why nothing may be written."""
        known = {entry.row.row for entry in entries}
        known |= seating.issues.keys() | self.answers.skipped.keys()
        wrong_count = (
            sum(row.outcome in LEFT_OUT and row.row not in known for row in self.roster.rows)
            + len(seating.issues)
            + sum(entry.is_left_out for entry in entries)
        )
        if self.order.is_strict and wrong_count:
            return f"有 {wrong_count} 行不能导入，按 --strict 的要求什么也没有写入。"
        is_nothing = all(entry.is_left_out and not entry.is_proposal for entry in entries)
        if not any(row.kind == Kind.DATA for row in self.roster.rows):
            return "表头下面没有一行是代表，什么也没有写入。"
        if is_nothing and not self.answers.skipped:
            return "没有一行可以导入，什么也没有写入。"
        return ""

    def _write(self, entries: list[Entry], links: LinkPlan, since: Counters) -> ChangeSet | None:
        settled = self._settled(entries)
        if not settled and not any(entry.writes or entry.proposes for entry in entries):
            return None
        self.progress("写入……")
        options = WriteOptions(
            source=self.source,
            register=self.register,
            rights=self.rights,
            place=self.order.place,
            batch=self.order.batch,
        )
        change_set = write_entries(entries, settled, links, options, since)
        logger.info(
            "roster imported",
            extra={"event": "roster_imported", "division_id": self.order.place.pk,
                   "rows": sum(entry.writes for entry in entries)},
        )  # fmt: skip
        return change_set

    def _settled(self, entries: list[Entry]) -> list[Settled]:
        """Return the answers to be kept, as far as the user may say what becomes of the rows."""
        settled = [
            Settled(self.answers.fingerprint(entry.row), entry.decided, entry)
            for entry in entries
            if entry.decided and not entry.is_left_out and self.rights.may_seat(entry.unit)
        ]
        if self.rights.may_write(self.order.place.path or ""):
            settled += [Settled(print_, AnswerKind.SKIP) for print_ in self.answers.newly_skipped()]
        return settled

    def _settle(self, entries: list[Entry], seating: Seating, result: RosterResult) -> None:
        """Put outcomes and issues into the rows, and count them."""
        for entry in entries:
            entry.row.outcome = entry.outcome
            entry.row.issues += entry.issues
            entry.row.changes = list(_changes(entry))
            entry.row.choices = list(entry.choices)
            entry.row.is_proposal = entry.is_proposal
        for row in self.roster.rows:
            if issue := seating.issues.get(row.row):
                row.outcome = Outcome.ERROR
                row.issues.append(issue)
        result.rows = self.roster.rows
        result.notices += self.answers.settle(self.roster.rows, entries)
        if self.order.takes_same:
            count = sum(entry.decided is not None and entry.answer is None for entry in entries)
            result.notices.append(f"按 {ALL}={SAME} 认作以前当选过的同一人：{count:,} 行。")
        if result.refusal:
            return
        made = [e for e in entries if e.outcome in _KEPT and e.same_as is None]
        result.created = len(made)
        result.updated = sum(entry.outcome == Outcome.UPDATE for entry in entries)
        result.unchanged = sum(entry.outcome == Outcome.UNCHANGED for entry in entries)


def _foreign(entries: list[Entry]) -> Iterator[str]:
    """Yield what to know of people who are kept elsewhere; the same whether anything differs."""
    if rows := [entry.row.row for entry in entries if entry.is_foreign and not entry.is_left_out]:
        yield (
            "这些代表由别的单位维护，出生年月、政治面貌、学历、籍贯、电话等不在这里改动，"
            f"不同的已交给那里核对：{rows_text(rows)}"
        )


def _changes(entry: Entry) -> Iterator[Change]:
    """Yield what a row changes in the stored person and mandate."""
    deputy, mandate = entry.seen or (None, None)
    for stored, fields, changes in (
        (deputy, DEPUTY_FIELDS, entry.deputy_changes),
        (mandate, tuple(MANDATE_FIELDS), entry.mandate_changes),
    ):
        if stored is not None:
            old = dict(zip(fields, stored.values, strict=True))
            yield from (Change(name, old[name], new) for name, new in changes.items())
