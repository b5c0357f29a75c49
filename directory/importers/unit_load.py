"""Load a table of electoral units (选区划分表) into the directory.

The file is read by ``unit_reader``; then each unit finds its congress and term (``unit_seats``),
its places (``unit_areas``) and what is stored of it (``unit_entries``), and all that can be
written is written in one transaction. Key: folded name and term, else the bare number of a
district. Each unit stands alone; a second import of the same table changes nothing; no unit is
deleted because a newer table lacks it.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from core.levels import CongressLevel
from directory.exceptions import RecordsChangedError, RosterRefusedError
from directory.models import ImportBatch
from divisions.enums import Level
from divisions.models import Division
from editing.models import ChangeSet

from .exceptions import RosterFileError
from .roster_entries import LEFT_OUT
from .roster_places import RosterPlaces
from .roster_records import file_name_of
from .roster_rights import Rights
from .roster_rows import Kind, Outcome
from .roster_seats import UNKNOWN_UNITS, Seating, WantedUnit
from .statements import Counters
from .unit_areas import AreaFinder
from .unit_entries import (
    StoredUnit,
    UnitEntry,
    apply_rights,
    compare,
    entry_of,
    load_stored,
    match_stored,
    note_overlaps,
)
from .unit_places import UnitPlaces
from .unit_reader import read_units
from .unit_rows import UnitCode, UnitRow, UnitTable
from .unit_seats import seat_units, settle_kind
from .unit_write import UnitWriteOptions, stamp, write_units

logger = logging.getLogger(__name__)

_ATTEMPTS = 3
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class UnitOrder:
    """What is to be imported, and how.

    Attributes:
        place: the division whose office keeps the table.
        level, term: of the congress whose units they are.
        user: who imports; None: the system, to which no territory is closed.
        is_strict: write nothing while one row is wrong.
        is_trial: write nothing at all, and say what would have been written.
        batch: the upload that the office sees; without one the import makes its own.
        title: what the file was called where ``path`` does not say.
    """

    path: Path
    place: Division
    level: CongressLevel
    term: int
    user: User | None = None
    is_strict: bool = False
    is_trial: bool = False
    batch: ImportBatch | None = None
    title: str = ""
    today: datetime.date = field(default_factory=timezone.localdate)


@dataclass(slots=True)
class UnitResult:
    """What became of a table.

    Attributes:
        rows: every row with its outcome and issues.
        created, updated, unchanged: number of units.
        missing: units of the term that the table does not name.
        refusal: why nothing was written; empty where something was, or would have been.
        notices: what to know of the file as a whole, for whoever runs the import.
        change_set: what the changes were noted in; None where nothing was written.
    """

    rows: list[UnitRow]
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: list[dict[str, object]] = field(default_factory=list)
    refusal: str = ""
    notices: list[str] = field(default_factory=list)
    change_set: ChangeSet | None = None

    @property
    def left_out(self) -> list[UnitRow]:
        """The rows that somebody has to look at."""
        return [row for row in self.rows if row.outcome in LEFT_OUT]


def import_units(order: UnitOrder, progress: Callable[[str], object]) -> UnitResult:
    """Read and load the table.

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


def _import(order: UnitOrder, progress: Callable[[str], object]) -> UnitResult:
    seats = RosterPlaces(order.place, order.level)
    per_town = order.level.division_level == Level.TOWNSHIP > order.place.level
    for _ in range(_ATTEMPTS):
        progress("读取选区划分表……")
        table = read_units(order.path, per_town=per_town)
        try:
            return _Attempt(order, table, seats, progress).run()
        except RecordsChangedError:
            progress("导入期间有人修改了数据，重新核对……")
    raise RosterRefusedError("导入期间一直有人在修改数据，没有写入。请稍后再试。")


class _Attempt:
    """One try: from what the rows say to what is written."""

    def __init__(
        self,
        order: UnitOrder,
        table: UnitTable,
        seats: RosterPlaces,
        progress: Callable[[str], object],
    ) -> None:
        self.order, self.table, self.seats = order, table, seats
        self.progress = progress
        self.rights = Rights(order.user)

    def run(self) -> UnitResult:
        """Match, write, and return what became of each row.

        Raises:
            RecordsChangedError: somebody wrote meanwhile.
        """
        since = stamp()
        places = UnitPlaces(self.order.place)
        rows = [row for row in self.table.rows if row.unit]
        self.progress(f"核对 {len(rows):,} 个选区……")
        seating = seat_units(self.seats, places, rows, level=self.order.level, term=self.order.term)
        entries = self._entries(rows, seating, places)
        stored = load_stored(e.wanted.term.pk for e in entries if e.wanted.term.pk)
        match_stored(entries, stored)
        compare(entries)
        apply_rights(entries, self.rights)
        result = UnitResult(self.table.rows, notices=self.table.notices)
        result.missing = self._missing(entries, stored)
        self._settle(entries, seating)
        result.refusal = self._refusal(result)
        if not result.refusal:
            _count(entries, result)
            if not self.order.is_trial:
                result.change_set = self._write(entries, since)
        return result

    def _entries(
        self, rows: list[UnitRow], seating: Seating, places: UnitPlaces
    ) -> list[UnitEntry]:
        finder = AreaFinder(places, self.table.headings)
        placed = []
        first: dict[WantedUnit, UnitRow] = {}
        for row in rows:
            if row.unit and (wanted := seating.units.get(row.row)):
                found = finder.areas_of(row, row.unit, wanted)
                settle_kind(wanted, row.unit, found)
                is_again = first.setdefault(wanted, row) is not row
                if is_again and row.outcome in (Outcome.IMPORT, Outcome.IMPORT_WITH_WARNING):
                    row.issues.append(UnitCode.UNIT_REPEATED.issue("*", of=first[wanted].row))
                row.unit.found = found.shown
                placed.append((row, row.unit, wanted, found))
        entries = [entry_of(*each) for each in placed]
        note_overlaps(entries)
        return entries

    def _missing(
        self, entries: list[UnitEntry], stored: list[StoredUnit]
    ) -> list[dict[str, object]]:
        """Return the stored units of the table's terms that it does not name."""
        named = {entry.stored.pk for entry in entries if entry.stored}
        congress = {e.wanted.term.pk: e.wanted.congress.division.name for e in entries}
        return [
            {"name": unit.name, "number": unit.values[0], "congress": congress[unit.term]}
            for unit in stored
            if unit.pk not in named
            and unit.name not in UNKNOWN_UNITS.values()
            and self.rights.sees(unit.path, unit.state.live)
        ]

    def _settle(self, entries: list[UnitEntry], seating: Seating) -> None:
        """Put outcomes and issues into the rows."""
        for entry in entries:
            entry.row.outcome = entry.outcome
            entry.row.issues += entry.issues
        for row in self.table.rows:
            if issue := seating.issues.get(row.row):
                row.outcome = Outcome.ERROR
                row.issues.append(issue)

    def _refusal(self, result: UnitResult) -> str:
        """Return why nothing may be written."""
        wrong = len(result.left_out)
        if not any(row.kind == Kind.DATA for row in result.rows):
            return "表头下面没有一行是选区，什么也没有写入。"
        if self.order.is_strict and wrong:
            return f"有 {wrong} 行不能导入，按 --strict 的要求什么也没有写入。"
        if all(row.outcome in LEFT_OUT for row in result.rows if row.unit):
            return "没有一行可以导入，什么也没有写入。"
        return ""

    def _write(self, entries: list[UnitEntry], since: Counters) -> ChangeSet | None:
        written = [entry for entry in entries if entry.is_new or entry.is_changed]
        if not written:
            return None
        self.progress("写入……")
        order = self.order
        title = (order.title or file_name_of(order.path))[:_LONGEST_TITLE]
        options = UnitWriteOptions(
            source=f"选区划分表 {title}"[:_LONGEST_TITLE], title=title, rights=self.rights,
            place=order.place, batch=order.batch,
        )  # fmt: skip
        change_set = write_units(written, options, since)
        logger.info(
            "units imported",
            extra={"event": "units_imported", "division_id": self.order.place.pk,
                   "rows": len(written)},
        )  # fmt: skip
        return change_set


def _count(entries: list[UnitEntry], result: UnitResult) -> None:
    result.created = sum(entry.is_new for entry in entries)
    result.updated = sum(entry.is_changed for entry in entries)
    result.unchanged = sum(entry.outcome == Outcome.UNCHANGED for entry in entries)
