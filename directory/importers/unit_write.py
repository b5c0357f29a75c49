"""Writes what a table of electoral units says, in one short transaction; all is decided before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from core.databases import refresh_statistics
from directory.enums import BatchKind
from directory.exceptions import RecordsChangedError
from directory.models import Congress, ElectoralUnit, ElectoralUnitArea, ImportBatch, Term
from divisions.models import Division
from editing.changes import Snapshot
from editing.models import ChangeSet
from editing.scoped import ScopedRecord

from .import_notes import Changed, ImportNotes, ImportOrigin
from .roster_records import RecordMaker, WriteOptions
from .roster_rights import Rights
from .roster_write import chunks, take_turn
from .statements import (
    ROWS_AT_ONCE,
    Counters,
    Statement,
    delete,
    insert,
    laid_ready,
    reserve_ids,
    update,
)
from .unit_areas import Area
from .unit_entries import UNIT_FIELDS, StoredUnit, UnitEntry, stored_again

_LONGEST_SOURCE = ElectoralUnit._meta.get_field("source").max_length
#: without a latest revision the admin edits the row itself, which the import has just written
_POINTERS = ("latest_revision", "live_revision")
_TABLES = (Congress, Term, ElectoralUnit, ElectoralUnitArea, ChangeSet)


@dataclass(frozen=True)
class UnitWriteOptions:
    """What is written beside the units: whose table it is, its source, the rights.

    ``title`` is what the file was called; ``batch`` the upload that it came by, if any.
    """

    source: str
    title: str
    rights: Rights
    place: Division
    batch: ImportBatch | None = None


def stamp() -> Counters:
    """Return where the tables stand before the table is compared with them."""
    return Counters.of(_TABLES)


def write_units(entries: list[UnitEntry], options: UnitWriteOptions, since: Counters) -> ChangeSet:
    """Write all that is new or changed, or nothing; return what the changes were noted in.

    Raises:
        RecordsChangedError: somebody wrote since ``since``; nothing was written.
    """
    prepared = _Statements(entries, options)
    with laid_ready(prepared.all()) as statements, transaction.atomic():
        take_turn()
        if stamp() != since:
            raise RecordsChangedError
        _refuse_if_changed(entries)
        for statement in statements:
            statement.execute()
    refresh_statistics(*_TABLES)
    return prepared.notes.change_set


def _refuse_if_changed(entries: list[UnitEntry]) -> None:
    """Compare the units that are to change with what the table was compared with.

    Raises:
        RecordsChangedError: one of them has changed, or is gone.
    """
    seen = {entry.stored.pk: entry.stored for entry in entries if entry.is_changed and entry.stored}
    found = {unit.pk: unit for unit in stored_again(seen)}
    if found != seen:
        raise RecordsChangedError


class _Statements:
    """The statements of an import, in the order of what refers to what."""

    def __init__(self, entries: list[UnitEntry], options: UnitWriteOptions) -> None:
        self.new = [entry for entry in entries if entry.is_new]
        self.changed = [entry for entry in entries if entry.is_changed]
        self.source = options.source
        self.make = RecordMaker(WriteOptions(options.source, "", options.rights, options.place))
        self.notes = ImportNotes(
            ImportOrigin(
                kind=BatchKind.UNITS, source=options.source, title=options.title,
                place=options.place, user=options.rights.user, batch=options.batch,
            )
        )  # fmt: skip
        #: the new rows of places of each unit, with their keys
        self.come: dict[int, list[tuple[int, Area]]] = defaultdict(list)

    def all(self) -> Iterator[Statement]:
        """Yield them; the ids of new records are known from the start."""
        yield from self.notes.opening()
        yield from self._congresses()
        ids = reserve_ids(ElectoralUnit, len(self.new))
        yield from self._made(self._unit(entry, next(ids)) for entry in self.new)
        yield from self._changes()
        yield from self._areas()
        yield from self._notes_of_changes()
        yield from self.notes.closing()

    def _congresses(self) -> Iterator[Statement]:
        """Yield the congresses and terms that are missing."""
        units = [entry.wanted for entry in self.new]
        terms = list(dict.fromkeys(unit.term for unit in units if unit.term.pk is None))
        congresses = list(
            dict.fromkeys(
                congress
                for unit in units
                for congress in (unit.congress, unit.electing)
                if congress and congress.pk is None
            )
        )
        ids = reserve_ids(Congress, len(congresses))
        yield from self._made(self.make.congress(each, next(ids)) for each in congresses)
        ids = reserve_ids(Term, len(terms))
        yield from self._made(self.make.term(each, next(ids)) for each in terms)

    def _unit(self, entry: UnitEntry, pk: int) -> ElectoralUnit:
        unit = self.make.unit(entry.wanted, pk)
        unit.number, unit.seats = entry.number, entry.unit.seats
        unit.basis = str(entry.values["basis"] or "")
        unit.source = self._source_of(entry)
        return unit

    def _changes(self) -> Iterator[Statement]:
        """Yield what changes in stored units; one whose areas alone change is published anew."""
        columns = (*UNIT_FIELDS, "source", *_POINTERS)
        rows: dict[bool, list[tuple[int, tuple]]] = {True: [], False: []}
        for entry in self.changed:
            stored = entry.stored
            if stored is None:
                continue
            old = zip(UNIT_FIELDS, stored.values, strict=True)
            values = tuple(entry.changes.get(name, value) for name, value in old)
            rows[stored.state.live].append(
                (stored.pk, (*values, self._source_of(entry), None, None))
            )
        for chunk in chunks(rows[False], ROWS_AT_ONCE):
            yield update(ElectoralUnit, columns, chunk)
        for chunk in chunks(rows[True], ROWS_AT_ONCE):
            live = [(pk, (*values, self.make.now)) for pk, values in chunk]
            yield update(ElectoralUnit, (*columns, "last_published_at"), live)

    def _areas(self) -> Iterator[Statement]:
        """Yield the places that go and those that come."""
        gone, come = [], []
        for entry in (*self.new, *self.changed):
            if entry.areas is None:
                continue
            old = entry.stored.areas if entry.stored else frozenset()
            gone += [(entry.pk, *area) for area in sorted(old - entry.areas)]
            come += [
                ElectoralUnitArea(unit_id=entry.pk, division_id=area.division, part=area.part)
                for area in sorted(entry.areas - old)
            ]
        for chunk in chunks(gone, ROWS_AT_ONCE):
            yield delete(ElectoralUnitArea, chunk, ("unit_id", "division_id", "part"))
        ids = reserve_ids(ElectoralUnitArea, len(come))
        for row in come:
            row.pk = next(ids)
            self.come[row.unit_id].append((row.pk, Area(row.division_id, row.part)))
        for rows in chunks(come, ROWS_AT_ONCE):
            yield insert(rows)

    def _notes_of_changes(self) -> Iterator[Statement]:
        """Yield the notes of what changes in stored units, their places included."""
        for chunk in chunks(self.changed, ROWS_AT_ONCE):
            yield from self.notes.changed(
                ElectoralUnit, [self._noted(e, e.stored) for e in chunk if e.stored]
            )

    def _noted(self, entry: UnitEntry, stored: StoredUnit) -> Changed:
        """Return what is noted of a changed unit."""
        old = dict(zip(UNIT_FIELDS, stored.values, strict=True))
        before: Snapshot = {name: old[name] for name in entry.changes}
        after: Snapshot = dict(entry.changes)
        if (source := self._source_of(entry)) != stored.source:
            before["source"], after["source"] = stored.source, source
        if entry.areas is not None:
            stay = [(pk, area) for pk, area in stored.places if area in entry.areas]
            before["areas"] = _rows(stored.places)
            after["areas"] = _rows([*stay, *self.come[stored.pk]])
        return stored.pk, before, after

    def _made(self, records: Iterable[ScopedRecord]) -> Iterator[Statement]:
        """Yield the insertion of new records and the notes of it."""
        for chunk in chunks(records, ROWS_AT_ONCE):
            yield insert(chunk)
            yield self.notes.made(chunk)

    def _source_of(self, entry: UnitEntry) -> str:
        """Return the table's name, and the places that no division could take."""
        unplaced = "、".join(entry.places.unplaced)
        text = f"{self.source}；范围原文：{unplaced}" if unplaced else self.source
        return text[:_LONGEST_SOURCE]


def _rows(places: Iterable[tuple[int, Area]]) -> list[Snapshot]:
    """Return rows of places as a note of their unit has them, in the order of their keys."""
    return [{"pk": pk, "division": area.division, "part": area.part} for pk, area in sorted(places)]
