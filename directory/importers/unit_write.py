"""Writes what a table of electoral units says, in one short transaction; all is decided before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models, transaction

from core.databases import refresh_statistics
from directory.exceptions import RecordsChangedError
from directory.models import Congress, ElectoralUnit, ElectoralUnitArea, Term
from divisions.models import Division

from .roster_records import RecordMaker, WriteOptions
from .roster_rights import Rights
from .roster_write import chunks, stamp, take_turn
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
from .unit_entries import UNIT_FIELDS, UnitEntry, stored_again

_LONGEST_SOURCE = ElectoralUnit._meta.get_field("source").max_length
#: without a latest revision the admin edits the row itself, which the import has just written
_POINTERS = ("latest_revision", "live_revision")


@dataclass(frozen=True)
class UnitWriteOptions:
    """What is written beside the units: whose table it is, its source, the rights."""

    source: str
    rights: Rights
    place: Division


def write_units(entries: list[UnitEntry], options: UnitWriteOptions, since: Counters) -> None:
    """Write all that is new or changed, or nothing.

    Raises:
        RecordsChangedError: somebody wrote since ``since``; nothing was written.
    """
    with laid_ready(_Statements(entries, options).all()) as statements, transaction.atomic():
        take_turn()
        if stamp() != since:
            raise RecordsChangedError
        _refuse_if_changed(entries)
        for statement in statements:
            statement.execute()
    refresh_statistics(Congress, Term, ElectoralUnit, ElectoralUnitArea)


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

    def all(self) -> Iterator[Statement]:
        """Yield them; the ids of new records are known from the start."""
        yield from self._congresses()
        ids = reserve_ids(ElectoralUnit, len(self.new))
        yield from _inserts(self._unit(entry, next(ids)) for entry in self.new)
        yield from self._changes()
        yield from self._areas()

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
        yield from _inserts(self.make.congress(each, next(ids)) for each in congresses)
        ids = reserve_ids(Term, len(terms))
        yield from _inserts(self.make.term(each, next(ids)) for each in terms)

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
        yield from _inserts(come)

    def _source_of(self, entry: UnitEntry) -> str:
        """Return the table's name, and the places that no division could take."""
        unplaced = "、".join(entry.places.unplaced)
        text = f"{self.source}；范围原文：{unplaced}" if unplaced else self.source
        return text[:_LONGEST_SOURCE]


def _inserts(records: Iterable[models.Model]) -> Iterator[Statement]:
    for chunk in chunks(records, ROWS_AT_ONCE):
        yield insert(chunk)
