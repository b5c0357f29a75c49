"""Writes what a roster says, in one short transaction; everything is decided before.

The statements are made ready outside the transaction.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import connection, models, transaction

from core.databases import refresh_statistics
from directory.enums import BatchKind
from directory.exceptions import RecordsChangedError
from directory.models import (
    Congress,
    Deputy,
    DeputyGroup,
    DeputyIdentifier,
    ElectoralUnit,
    ElectoralUnitArea,
    GroupMembership,
    Mandate,
    Posting,
    RosterAnswer,
    Station,
    Term,
)
from editing.changes import continuing
from editing.models import ChangeSet
from editing.scoped import ScopedRecord

from .import_notes import Changed, ImportNotes, ImportOrigin
from .roster_entries import Entry
from .roster_links import LinkPlan
from .roster_people import DEPUTY_FIELDS, MANDATE_FIELDS, State, StoredDeputy, StoredMandate
from .roster_records import RecordMaker, Settled, WriteOptions
from .statements import ROWS_AT_ONCE, Counters, Statement, delete, insert, laid_ready, reserve_ids

Item = TypeVar("Item")

#: what the imports of one PostgreSQL database take turns by
_TURN = 0x726F73746572
_TABLES = (
    Congress, Term, ElectoralUnit, Deputy, DeputyIdentifier, Mandate, RosterAnswer, ChangeSet,
    Station, Posting, DeputyGroup, GroupMembership,
)  # fmt: skip


def stamp() -> Counters:
    """Return where the tables stand before the rows are compared with them."""
    return Counters.of(_TABLES)


def write_entries(
    entries: list[Entry],
    settled: list[Settled],
    links: LinkPlan,
    options: WriteOptions,
    since: Counters,
) -> ChangeSet | None:
    """Write all entries, their links and the answers that settled some of them, or nothing.

    Returns what the changes were noted in, if there were any.

    Raises:
        RecordsChangedError: somebody wrote since ``since``; nothing was written.
    """
    prepared = _Statements(entries, settled, options)
    prepared.notes.is_draft = links.has_drafts
    with laid_ready(prepared.all()) as statements, transaction.atomic():
        take_turn()
        if stamp() != since:
            raise RecordsChangedError
        _refuse_if_changed(entries)
        for statement in statements:
            statement.execute()
        if prepared.written:
            with continuing(prepared.notes.change_set, by=options.rights.user):
                links.write()
    if not prepared.written:
        return None
    refresh_statistics(*_TABLES, ElectoralUnitArea)
    return prepared.notes.change_set


def take_turn() -> None:
    """Wait until no other import writes. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def _refuse_if_changed(entries: list[Entry]) -> None:
    """Compare the records that are to change with what the rows were compared with.

    Raises:
        RecordsChangedError: one of them has changed, or is gone.
    """
    seen = [entry.seen for entry in entries if entry.seen and entry.writes]
    people = {deputy.pk: deputy for deputy, _ in seen}
    mandates = {mandate.pk: mandate for _, mandate in seen if mandate}
    _compare(Deputy, people, DEPUTY_FIELDS)
    _compare(Mandate, mandates, tuple(MANDATE_FIELDS))


def _compare(
    model: type[models.Model],
    seen: dict[int, StoredDeputy] | dict[int, StoredMandate],
    fields: tuple[str, ...],
) -> None:
    for pks in chunks(sorted(seen), ROWS_AT_ONCE):
        held = model._default_manager.filter(pk__in=pks).select_for_update(of=("self",))
        rows = held.order_by("pk").values_list("pk", *State._fields, *fields)
        states = len(State._fields) + 1
        found = {row[0]: (State(*row[1:states]), row[states:]) for row in rows}
        if any(found.get(pk) != (seen[pk].state, seen[pk].values) for pk in pks):
            raise RecordsChangedError


class _Statements:
    """The statements of an import, in the order of what refers to what."""

    def __init__(self, entries: list[Entry], settled: list[Settled], options: WriteOptions) -> None:
        self.entries, self.settled = entries, settled
        self.written = [entry for entry in entries if entry.writes]
        self.make = RecordMaker(options)
        self.notes = ImportNotes(
            ImportOrigin(
                kind=BatchKind.ROSTER, source=options.source,
                title=options.source.removeprefix("名册 "), place=options.place,
                user=options.rights.user, batch=options.batch,
            )
        )  # fmt: skip

    def all(self) -> Iterator[Statement]:
        """Yield them; the ids of new records are known from the start."""
        if self.written:
            yield from self.notes.opening()
            yield from self._units()
            yield from self._people()
            yield from self._changes()
            yield from self.notes.closing()
        yield from _inserts(
            (self.make.proposal(entry) for entry in self.entries if entry.proposes),
            keeps_first=True,
        )
        yield from self._answers()

    def _answers(self) -> Iterator[Statement]:
        """Yield the answers, each in place of what was answered before about the same row."""
        answers = {settled.fingerprint: self.make.answer(settled) for settled in self.settled}
        for chunk in chunks(answers.values(), ROWS_AT_ONCE):
            yield delete(
                RosterAnswer,
                [(each.place_id, each.fingerprint) for each in chunk],
                ("place_id", "fingerprint"),
            )
            yield insert(chunk)

    def _units(self) -> Iterator[Statement]:
        """Yield the congresses, terms and units that are missing, with their areas."""
        units = list(dict.fromkeys(e.unit for e in self.written if e.unit.pk is None))
        terms = list(dict.fromkeys(u.term for u in units if u.term.pk is None))
        congresses = list(
            dict.fromkeys(
                congress
                for unit in units
                for congress in (unit.congress, unit.electing)
                if congress and congress.pk is None
            )
        )
        ids = reserve_ids(Congress, len(congresses))
        yield from self._new(self.make.congress(each, next(ids)) for each in congresses)
        ids = reserve_ids(Term, len(terms))
        yield from self._new(self.make.term(each, next(ids)) for each in terms)
        ids = reserve_ids(ElectoralUnit, len(units))
        yield from self._new(self.make.unit(each, next(ids)) for each in units)
        yield from _inserts(
            ElectoralUnitArea(unit_id=unit.pk, division=unit.area) for unit in units if unit.area
        )

    def _people(self) -> Iterator[Statement]:
        """Yield the new people with their numbers, then all new mandates."""
        new = [e for e in self.written if e.deputy is None and e.same_as is None]
        ids = reserve_ids(Deputy, len(new))
        for entry in new:
            entry.new_deputy = next(ids)
        yield from self._new(self.make.deputy(entry) for entry in new)
        numbered = (entry for entry in self.written if entry.gives_number)
        yield from _inserts(map(self.make.number, numbered), keeps_first=True)
        seated = [entry for entry in self.written if entry.mandate is None]
        ids = reserve_ids(Mandate, len(seated))
        yield from self._new(self.make.mandate(entry, next(ids)) for entry in seated)

    def _changes(self) -> Iterator[Statement]:
        """Yield what changes in stored people and mandates; two rows may speak of one person."""
        people: dict[int, tuple[StoredDeputy, dict[str, object]]] = {}
        mandates = []
        for entry in self.written:
            deputy, mandate = entry.seen or (None, None)
            if deputy and entry.deputy_changes:
                people.setdefault(deputy.pk, (deputy, {}))[1].update(entry.deputy_changes)
            if mandate and entry.mandate_changes:
                mandates.append((mandate, entry.mandate_changes))
        for chunk in chunks(people.values(), ROWS_AT_ONCE):
            yield from self.make.deputy_changes(chunk)
            yield from self.notes.changed(Deputy, _noted(DEPUTY_FIELDS, chunk))
        for chunk in chunks(mandates, ROWS_AT_ONCE):
            yield from self.make.mandate_changes(chunk)
            yield from self.notes.changed(Mandate, _noted(tuple(MANDATE_FIELDS), chunk))

    def _new(self, records: Iterable[ScopedRecord]) -> Iterator[Statement]:
        """Yield the insertion of new records and the notes of it."""
        for chunk in chunks(records, ROWS_AT_ONCE):
            yield insert(chunk)
            yield self.notes.made(chunk)


def _noted(
    columns: tuple[str, ...],
    changes: Iterable[tuple[StoredDeputy | StoredMandate, dict[str, object]]],
) -> list[Changed]:
    """Return what is noted of changes: key, values before, values after."""
    return [
        (seen.pk, {name: seen.values[columns.index(name)] for name in changed}, changed)
        for seen, changed in changes
    ]


def _inserts(records: Iterable[models.Model], *, keeps_first: bool = False) -> Iterator[Statement]:
    for chunk in chunks(records, ROWS_AT_ONCE):
        yield insert(chunk, keeps_first=keeps_first)


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield ``items`` in lists of ``size``."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
