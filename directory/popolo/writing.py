"""Writes what a Popolo file says, in one short transaction; everything is decided before."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.db import models, transaction

from core.databases import refresh_statistics
from directory.enums import BatchKind
from directory.exceptions import RecordsChangedError
from directory.importers.import_notes import ImportNotes, ImportOrigin
from directory.importers.roster_people import State
from directory.importers.roster_write import chunks, take_turn
from directory.importers.statements import (
    ROWS_AT_ONCE,
    Counters,
    Statement,
    insert,
    laid_ready,
    reserve_ids,
    update,
)
from directory.models import (
    Congress,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    ElectoralUnitArea,
    Mandate,
    Organ,
    OrganMember,
    OtherName,
    Term,
)
from directory.models.deputy import NAME_COLUMNS
from editing.changes import Snapshot
from editing.models import ChangeSet

from . import records
from .matching import People
from .plan import DEPUTY_FIELDS, Claim, Somebody
from .records import Plan

Wanted = TypeVar("Wanted")
#: values before and after
Pair = tuple[tuple, tuple]

_TABLES = (
    Congress, Term, ElectoralUnit, Organ, Deputy, DeputyIdentifier, OtherName, Mandate,
    OrganMember, ChangeSet,
)  # fmt: skip
#: without a latest revision the admin edits the row itself, which the import has just written
_POINTERS = ("latest_revision", "live_revision")


def stamp() -> Counters:
    """Return where the tables stand before the file is compared with them."""
    return Counters.of(_TABLES)


def write(plan: Plan, since: Counters) -> ChangeSet:
    """Write everything, or nothing; return what the changes were noted in.

    Raises:
        RecordsChangedError: somebody wrote since ``since``; nothing was written.
    """
    prepared = _Statements(plan)
    with laid_ready(prepared.all()) as statements, transaction.atomic():
        take_turn()
        if stamp() != since:
            raise RecordsChangedError
        _refuse_if_changed(plan.people)
        for statement in statements:
            statement.execute()
    refresh_statistics(*_TABLES, ElectoralUnitArea)
    return prepared.notes.change_set


def _refuse_if_changed(people: People) -> None:
    """Compare the people who are to change with what the file was compared with."""
    changed = sorted(s.pk for s in people.everybody if s.pk and s.changes)
    for pks in chunks(changed, ROWS_AT_ONCE):
        held = Deputy.objects.filter(pk__in=pks).select_for_update(of=("self",)).order_by("pk")
        for pk, *row in held.values_list("pk", *State._fields, *DEPUTY_FIELDS):
            states = len(State._fields)
            stored = people.stored[pk]
            if (State(*row[:states]), tuple(row[states:])) != (stored.state, stored.values):
                raise RecordsChangedError


class _Statements:
    """The statements of an import, new bodies first; ids are known from the start."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.notes = ImportNotes(
            ImportOrigin(
                kind=BatchKind.POPOLO, source=plan.source, title=plan.title, place=plan.base,
                user=plan.rights.user,
            )
        )  # fmt: skip

    def all(self) -> Iterator[Statement]:
        """Yield them."""
        yield from self.notes.opening()
        yield from self._frame()
        yield from self._people()
        yield from self._changed_people()
        yield from self._claims()
        yield from self._changed_claims()
        yield from self.notes.closing()

    def _frame(self) -> Iterator[Statement]:
        """Yield bodies, terms and units; what hangs on a new one goes with it and has no note."""
        frame, units = self.plan.frame, self.plan.frame.units
        yield from self._new(Congress, frame.congresses, records.congress)
        yield from self._new(Term, units.terms.values(), records.term)
        new_units = [unit for unit in units.units.values() if unit.pk is None]
        yield from self._new(ElectoralUnit, [*new_units, *units.loose.values()], records.unit)
        yield from _inserts(
            ElectoralUnitArea(unit_id=unit.pk, division=place, part=part)
            for unit in new_units
            for place, part in dict.fromkeys(units.covers.get(unit, ()))
        )
        yield from self._new(Organ, frame.organs, records.organ)
        days = {term.pk: (old, frame.days[term]) for term, old in frame.later_days.items()}
        yield from self._filled(Term, ("starts_on", "ends_on"), days)
        parents = {b.pk: ((None, None), records.parent_ids(b)) for b in frame.later_parents}
        yield from self._filled(Organ, ("parent", "congress"), parents)

    def _filled(
        self, model: type[models.Model], columns: tuple[str, ...], found: dict[int, Pair]
    ) -> Iterator[Statement]:
        """Yield what is filled in stored bodies and terms: by key, the values before and after."""
        for chunk in chunks(found.items(), ROWS_AT_ONCE):
            rows = [(pk, (*after, None, None)) for pk, (_, after) in chunk]
            yield update(model, (*columns, *_POINTERS), rows)
            yield from self.notes.changed(
                model,
                [
                    (pk, dict(zip(columns, before, strict=True)),
                     dict(zip(columns, after, strict=True)))
                    for pk, (before, after) in chunk
                ],
            )  # fmt: skip

    def _people(self) -> Iterator[Statement]:
        """Yield the new people, and what is new in the other names and numbers of anybody."""
        yield from self._new(Deputy, self.plan.present, records.deputy)
        yield from self._rows(OtherName, ("name", "language", "note"), records.other_names)
        yield from self._rows(DeputyIdentifier, ("scheme", "identifier"), records.numbers)

    def _rows(
        self,
        model: type[models.Model],
        columns: tuple[str, ...],
        rows_of: Callable[[Somebody], list],
    ) -> Iterator[Statement]:
        """Yield new rows that hang on people; those on stored people are noted by themselves."""
        groups = [[s for s in self.plan.present if s.is_new is is_new] for is_new in (True, False)]
        counts = [sum(len(rows_of(somebody)) for somebody in group) for group in groups]
        ids = reserve_ids(model, sum(counts))
        for group, is_noted in zip(groups, (False, True), strict=True):
            for chunk in chunks((row for each in group for row in rows_of(each)), ROWS_AT_ONCE):
                for row in chunk:
                    row.pk = next(ids)
                yield insert(chunk)
                if is_noted:
                    yield self.notes.added(chunk, columns)

    def _changed_people(self) -> Iterator[Statement]:
        stored = self.plan.people.stored
        changed = [somebody for somebody in self.plan.present if somebody.changes]
        for live in (True, False):
            some = [s for s in changed if stored[s.pk].state.live is live]
            for chunk in chunks(some, ROWS_AT_ONCE):
                columns = (*DEPUTY_FIELDS, *NAME_COLUMNS, *_POINTERS)
                rows = [(s.pk, records.deputy_values(s, stored[s.pk])) for s in chunk]
                if live:
                    columns = (*columns, "last_published_at")
                    rows = [(pk, (*values, self.plan.now)) for pk, values in rows]
                yield update(Deputy, columns, rows)
                yield from self.notes.changed(Deputy, [self._noted(s) for s in chunk])

    def _noted(self, somebody: Somebody) -> tuple[int, Snapshot, Snapshot]:
        """Return what is noted of a changed person; the reading may follow from the name."""
        stored = self.plan.people.stored[somebody.pk]
        before = {name: stored.says(name) for name in somebody.changes}
        after: Snapshot = dict(somebody.changes)
        if (pinyin := records.pinyin_of(somebody, stored)) != stored.pinyin:
            before["pinyin"], after["pinyin"] = stored.pinyin, pinyin
        return stored.pk, before, after

    def _claims(self) -> Iterator[Statement]:
        claims = [claim for claim in self.plan.claims if claim.is_new]
        yield from self._new(Mandate, [c for c in claims if c.unit], records.mandate)
        yield from self._new(OrganMember, [c for c in claims if not c.unit], records.office)

    def _changed_claims(self) -> Iterator[Statement]:
        changed = [claim for claim in self.plan.claims if claim.changes]
        for model, pointers, some in (
            (Mandate, _POINTERS, [claim for claim in changed if claim.unit]),
            (OrganMember, (), [claim for claim in changed if not claim.unit]),
        ):
            for chunk in chunks(some, ROWS_AT_ONCE):
                for columns, rows in _by_columns(chunk):
                    pointed = [(pk, (*row, *(None for _ in pointers))) for pk, row in rows]
                    yield update(model, (*columns, *pointers), pointed)
                noted = [(claim.pk, claim.before, claim.changes) for claim in chunk]
                yield from self.notes.changed(model, noted)

    def _new(
        self,
        model: type[models.Model],
        wanted: Iterable[Wanted],
        make: Callable[[Plan, Wanted], models.Model],
    ) -> Iterator[Statement]:
        """Yield the insertion of what is not stored; ``wanted`` get the ids first."""
        missing = [each for each in wanted if each.pk is None]
        ids = reserve_ids(model, len(missing))
        for each in missing:
            each.pk = next(ids)
        for chunk in chunks((make(self.plan, each) for each in missing), ROWS_AT_ONCE):
            yield insert(chunk)
            yield self.notes.made(chunk)


def _by_columns(claims: Iterable[Claim]) -> Iterator[tuple[tuple[str, ...], list]]:
    """Yield the changes, those of the same columns together."""
    found: dict[tuple[str, ...], list] = {}
    for claim in claims:
        found.setdefault(tuple(claim.changes), []).append((claim.pk, tuple(claim.changes.values())))
    yield from found.items()


def _inserts(made: Iterable[models.Model]) -> Iterator[Statement]:
    for chunk in chunks(made, ROWS_AT_ONCE):
        yield insert(chunk)
