"""Load a table of stations (家站室一览表) into the directory.

The file is read by ``station_reader``; then each station finds its place and what it serves
(``station_places``), its kind (``station_kinds``), its deputies (``station_people``) and what is
stored of it (``station_entries``, ``station_compare``), and all that can be written is written in
one transaction (``station_write``). Key: folded name and division. Each station stands alone; a
second import of the same table changes nothing; nothing is deleted and nobody is withdrawn because
a newer table lacks them.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from directory.exceptions import RecordsChangedError, RosterRefusedError
from directory.models import ImportBatch
from divisions.models import Division

from .exceptions import RosterFileError
from .roster_entries import LEFT_OUT
from .roster_records import file_name_of
from .roster_rights import Rights
from .roster_rows import Kind, Outcome
from .statements import Counters
from .station_compare import compare
from .station_entries import (
    StationEntry,
    StoredStation,
    apply_rights,
    find_deputies,
    load_stored,
    match_stored,
)
from .station_hours import OfficeHours
from .station_kinds import StationKinds
from .station_people import StationPeople
from .station_places import StationPlaces
from .station_reader import note_repeated, read_stations
from .station_rows import OPEN_QUESTIONS, StationCode, StationRow, StationTable, StationText
from .station_values import ValueReader
from .station_write import StationWriteOptions, stamp, write_stations
from .unit_rows import outcome_of

logger = logging.getLogger(__name__)

_ATTEMPTS = 3


@dataclass(frozen=True)
class StationOrder:
    """What is to be imported, and how.

    Attributes:
        place: the division whose office keeps the table.
        user: who imports; None: the system, to which no territory is closed.
        is_strict: write nothing while one row is wrong.
        is_trial: write nothing at all, and say what would have been written.
        office: the usual hours, for words without a clock (每周三上午).
    """

    path: Path
    place: Division
    user: User | None = None
    is_strict: bool = False
    is_trial: bool = False
    office: OfficeHours = field(default_factory=OfficeHours)
    today: datetime.date = field(default_factory=timezone.localdate)


@dataclass(slots=True)
class StationResult:
    """What became of a table.

    Attributes:
        rows: every row with its outcome and issues.
        created, updated, unchanged: number of stations.
        posted: number of new postings.
        missing: stations of the place that the table does not name.
        refusal: why nothing was written; empty where something was, or would have been.
        notices: what to know of the file as a whole, for whoever runs the import.
        batch: what was written, to be published or taken back.
    """

    rows: list[StationRow]
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    posted: int = 0
    missing: list[dict[str, object]] = field(default_factory=list)
    refusal: str = ""
    notices: list[str] = field(default_factory=list)
    batch: ImportBatch | None = None

    @property
    def left_out(self) -> list[StationRow]:
        """The rows that somebody has to look at."""
        return [row for row in self.rows if row.outcome in LEFT_OUT]

    @property
    def questions(self) -> list[tuple[StationRow, str]]:
        """The deputies of written rows who were not posted, each with its row."""
        return [
            (row, issue.detail)
            for row in self.rows
            if row.outcome not in LEFT_OUT
            for issue in row.issues
            if issue.code in OPEN_QUESTIONS
        ]


def import_stations(order: StationOrder, progress: Callable[[str], object]) -> StationResult:
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


def _import(order: StationOrder, progress: Callable[[str], object]) -> StationResult:
    for _ in range(_ATTEMPTS):
        progress("读取家站室表……")
        table = read_stations(order.path)
        try:
            return _Attempt(order, table, progress).run()
        except RecordsChangedError:
            progress("导入期间有人修改了数据，重新核对……")
    raise RosterRefusedError("导入期间一直有人在修改数据，没有写入。请稍后再试。")


class _Attempt:
    """One try: from what the rows say to what is written."""

    def __init__(
        self, order: StationOrder, table: StationTable, progress: Callable[[str], object]
    ) -> None:
        self.order, self.table, self.progress = order, table, progress
        self.rights = Rights(order.user)
        self.kinds = StationKinds(order.place)
        self.values = ValueReader(table.headings, table.over, order.office)

    def run(self) -> StationResult:
        """Match, write, and return what became of each row.

        Raises:
            RecordsChangedError: somebody wrote meanwhile.
        """
        since = stamp()
        rows = [(row, row.station) for row in self.table.rows if row.station]
        self.progress(f"核对 {len(rows):,} 个家站室……")
        entries = self._entries(rows)
        stored = load_stored(self.order.place.path or "", on=self.order.today)
        match_stored(entries, stored)
        self._judge(entries, rows)
        result = StationResult(self.table.rows, notices=self.table.notices)
        result.missing = self._missing(entries, stored)
        for entry in entries:
            entry.row.outcome = entry.outcome
            entry.row.issues += entry.issues
        result.refusal = self._refusal(result)
        if not result.refusal:
            _count(entries, result)
            if not self.order.is_trial:
                self._write(entries, since, result)
        return result

    def _entries(self, rows: list[tuple[StationRow, StationText]]) -> list[StationEntry]:
        """Return the stations whose place is known; the others keep a question in their row."""
        names = [text.name for _, text in rows]
        places = StationPlaces(self.order.place, self.table.headings, names)
        homes: dict[int, Division] = {}
        for row, text in rows:
            if text.name and (home := places.home(text, row.issues)):
                homes[row.row] = home
            row.outcome = outcome_of(row.issues)
        note_repeated([row for row, _ in rows], {row: home.pk for row, home in homes.items()})
        return [
            self._entry(row, text, homes[row.row], places)
            for row, text in rows
            if row.row in homes
        ]  # fmt: skip

    def _entry(
        self, row: StationRow, text: StationText, home: Division, places: StationPlaces
    ) -> StationEntry:
        kind = self.kinds.read(text.cells.get("kind", ""), text.name, home)
        areas, values = places.areas(text, home), self.values.read(text)
        entry = StationEntry(
            row, text, home, kind.kind, values, areas, kind.colocations, kind.is_by_name,
            issues=[*values.issues, *areas.issues],
        )  # fmt: skip
        if areas.areas:
            text.found["areas"] = list(areas.areas.values())
        entry.settle()
        return entry

    def _judge(
        self, entries: list[StationEntry], rows: list[tuple[StationRow, StationText]]
    ) -> None:
        cells = [cell for _, text in rows for cell in text.deputies]
        people = StationPeople(self.order.place, cells, self.rights)
        for entry in entries:
            self._check_kind(entry)
            find_deputies(entry, people, self.table.headings["deputies"])
            entry.text.found["deputies"] = list(entry.deputies.values())
            compare(entry, self.table.headings)
        apply_rights(entries, self.rights)

    def _check_kind(self, entry: StationEntry) -> None:
        """Ask where a new station's kind is told by nothing, or only by its name."""
        said = entry.text.cells.get("kind", "")
        heading = self.table.headings["kind"]
        if entry.kind is None and (entry.stored is None or said):
            what = f"类别“{said[:20]}”看不懂" if said else "没有写类别，名称里也看不出"
            known = self.kinds.labels(entry.home)
            detail = f"{what}。请改为其中一种：{known}；或先在“家站室类别”里加上，再导入"
            entry.find(StationCode.UNKNOWN_KIND, heading, detail)
        elif entry.kind and said and entry.is_kind_by_name:
            detail = f"类别“{said[:20]}”不在类别表里，按名称读作“{entry.kind}”，请核对"
            entry.find(StationCode.KIND_BY_NAME, heading, detail)

    def _missing(
        self, entries: list[StationEntry], stored: list[StoredStation]
    ) -> list[dict[str, object]]:
        """Return the stored stations that the table does not name."""
        named = {entry.stored.pk for entry in entries if entry.stored}
        return [
            {"name": station.name}
            for station in stored
            if station.pk not in named and self.rights.sees(station.path, station.state.live)
        ]

    def _refusal(self, result: StationResult) -> str:
        """Return why nothing may be written."""
        wrong = len(result.left_out)
        if not any(row.kind == Kind.DATA for row in result.rows):
            return "表头下面没有一行是家站室，什么也没有写入。"
        if self.order.is_strict and wrong:
            return f"有 {wrong} 行不能导入，按 --strict 的要求什么也没有写入。"
        if all(row.outcome in LEFT_OUT for row in result.rows if row.station):
            return "没有一行可以导入，什么也没有写入。"
        return ""

    def _write(self, entries: list[StationEntry], since: Counters, result: StationResult) -> None:
        written = [entry for entry in entries if entry.is_new or entry.is_changed]
        if not written:
            return
        self.progress("写入……")
        place, title = self.order.place, file_name_of(self.order.path)
        options = StationWriteOptions(place, title, self.rights, self.order.today)
        result.batch = write_stations(written, options, since)
        logger.info(
            "stations imported",
            extra={"event": "stations_imported", "division_id": place.pk, "rows": len(written)},
        )


def _count(entries: list[StationEntry], result: StationResult) -> None:
    written = [entry for entry in entries if entry.is_new or entry.is_changed]
    result.created = sum(entry.is_new for entry in entries)
    result.updated = sum(entry.is_changed for entry in entries)
    result.unchanged = sum(entry.outcome == Outcome.UNCHANGED for entry in entries)
    result.posted = sum(len(entry.new_postings) for entry in written)
