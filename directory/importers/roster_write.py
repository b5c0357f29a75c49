"""Writes what a roster says, in one short transaction; everything is decided before."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from core.pinyin import person_pinyin
from directory.enums import UnitKind
from directory.exceptions import RecordsChangedError
from directory.models import (
    Congress,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    ElectoralUnitArea,
    Mandate,
    Proposal,
    Term,
)
from directory.models.unit import district_number
from divisions.models import Division

from .roster_entries import Entry
from .roster_people import (
    DEPUTY_FIELDS,
    MANDATE_FIELDS,
    State,
    StoredDeputy,
    StoredMandate,
)
from .roster_rights import Rights, fingerprint, proposed
from .roster_seats import WantedCongress, WantedTerm, WantedUnit

Item = TypeVar("Item")

#: how many rows are held as objects at once
_ROWS_AT_ONCE = 1_000
#: what the imports of one PostgreSQL database take turns by
_TURN = 0x726F73746572
_STAMPED = (Congress, Term, ElectoralUnit, Deputy, DeputyIdentifier, Mandate)
_DEPUTY_COLUMNS = [*DEPUTY_FIELDS, "folded_name", "pinyin", "pinyin_key", "initials"]
#: without a latest revision the admin edits the row itself, which the import has just written
_POINTERS = ["latest_revision", "live_revision", "last_published_at"]


@dataclasses.dataclass(frozen=True)
class Stamp:
    """The newest row of each table at the time of reading."""

    newest: tuple[int | None, ...]

    @classmethod
    def now(cls) -> "Stamp":
        return cls(tuple(m.objects.aggregate(newest=Max("pk"))["newest"] for m in _STAMPED))


@dataclasses.dataclass(frozen=True)
class WriteOptions:
    """What is written beside the rows: their source, the register of their numbers, the rights."""

    source: str
    register: str
    rights: Rights


def write_entries(entries: list[Entry], options: WriteOptions, stamp: Stamp) -> None:
    """Write all entries or nothing.

    Raises:
        RecordsChangedError: somebody wrote since ``stamp``; nothing was written.
    """
    with transaction.atomic():
        _take_turn()
        if Stamp.now() != stamp:
            raise RecordsChangedError
        _Writer(options).write(entries)


def _take_turn() -> None:
    """Wait until no other import writes. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


class _Writer:
    def __init__(self, options: WriteOptions) -> None:
        self.options, self.rights = options, options.rights
        self.now = timezone.now()

    def write(self, entries: list[Entry]) -> None:
        written = [entry for entry in entries if entry.writes]
        self._add_units(dict.fromkeys(entry.unit for entry in written))
        added: dict[int, int] = {}
        fresh = [e for e in written if e.deputy is None and e.same_as is None]
        for chunk in _chunks(fresh, _ROWS_AT_ONCE):
            self._add_people(chunk, added)
        seated = [entry for entry in written if entry.mandate is None]
        for chunk in _chunks(seated, _ROWS_AT_ONCE):
            Mandate.objects.bulk_create([self._mandate(entry, added) for entry in chunk])
        known = [entry for entry in written if entry.seen is not None]
        for chunk in _chunks(known, _ROWS_AT_ONCE):
            self._change(chunk)
        self._propose([entry for entry in entries if entry.is_proposal])

    # Congresses, terms and units

    def _add_units(self, wanted: Iterable[WantedUnit]) -> None:
        missing = [unit for unit in wanted if unit.pk is None]
        congresses = dict.fromkeys(
            congress
            for unit in missing
            for congress in (unit.congress, unit.electing)
            if congress and congress.stored is None
        )
        made = Congress.objects.bulk_create([self._congress(each) for each in congresses])
        for congress, stored in zip(congresses, made, strict=True):
            congress.stored = stored
        terms = dict.fromkeys(unit.term for unit in missing if unit.term.stored is None)
        for term, stored in zip(
            terms, Term.objects.bulk_create([self._term(each) for each in terms]), strict=True
        ):
            term.stored = stored
        units = ElectoralUnit.objects.bulk_create([self._unit(each) for each in missing])
        areas = []
        for unit, stored in zip(missing, units, strict=True):
            unit.pk = stored.pk
            if unit.area:
                areas.append(ElectoralUnitArea(unit=stored, division=unit.area))
        ElectoralUnitArea.objects.bulk_create(areas)

    def _congress(self, wanted: WantedCongress) -> Congress:
        return self._made(Congress(division=wanted.division), wanted.division, wanted)

    def _term(self, wanted: WantedTerm) -> Term:
        term = Term(
            congress=wanted.congress.stored, number=wanted.number, source=self.options.source
        )
        return self._made(term, wanted.congress.division, wanted.congress)

    def _unit(self, wanted: WantedUnit) -> ElectoralUnit:
        is_district = wanted.kind == UnitKind.DISTRICT
        unit = ElectoralUnit(
            term=wanted.term.stored,
            division=wanted.division,
            kind=wanted.kind,
            name=wanted.name,
            number=district_number(wanted.name) if is_district else None,
            electing_congress=wanted.electing.stored if wanted.electing else None,
            source=self.options.source,
        )
        return self._made(unit, wanted.division, wanted.congress)

    def _made(self, record: Any, division: Division, congress: WantedCongress | None) -> Any:
        """Give a new record the columns that ``save`` would; publish it where the user may."""
        record.division = division
        record.derive()
        return self._published(record, division, congress)

    def _published(self, record: Any, division: Division, congress: WantedCongress | None) -> Any:
        live = self.rights.may_publish(division.path or "", congress)
        record.live, record.has_unpublished_changes = live, not live
        if live:
            record.first_published_at = record.last_published_at = self.now
        return record

    # People and mandates

    def _add_people(self, entries: list[Entry], added: dict[int, int]) -> None:
        """Add the people of ``entries`` with their numbers; ``added`` takes {sheet row: id}."""
        people = Deputy.objects.bulk_create([self._deputy(entry) for entry in entries])
        for entry, deputy in zip(entries, people, strict=True):
            added[entry.row.row] = deputy.pk
        self._add_numbers(
            (deputy.pk, entry.person.register_number)
            for entry, deputy in zip(entries, people, strict=True)
        )

    def _add_numbers(self, numbers: Iterable[tuple[int, str]]) -> None:
        """Add register numbers; one that two rows give stays with the first."""
        DeputyIdentifier.objects.bulk_create(
            [
                DeputyIdentifier(deputy_id=pk, scheme=self.options.register, identifier=number)
                for pk, number in numbers
                if number
            ],
            ignore_conflicts=True,
        )

    def _deputy(self, entry: Entry) -> Deputy:
        values = {name: entry.said(name) for name in DEPUTY_FIELDS}
        deputy = Deputy(**values, pinyin=entry.pinyin, source=self.options.source)
        return self._made(deputy, entry.unit.division, entry.unit.congress)

    def _mandate(self, entry: Entry, added: dict[int, int]) -> Mandate:
        unit, first = entry.unit, entry.same_as or entry
        values = {column: getattr(entry.person, name) for column, name in MANDATE_FIELDS.items()}
        mandate = Mandate(
            deputy_id=entry.deputy or added.get(first.row.row) or first.deputy,
            unit_id=unit.pk,
            term=unit.term.stored,
            level=unit.congress.division.level,
            division=unit.division,
            division_path=unit.path,
            source=self.options.source,
            **values,
        )
        return self._published(mandate, unit.division, unit.congress)

    # Changes

    def _change(self, entries: list[Entry]) -> None:
        """Write what differs from the stored people and mandates."""
        people: dict[int, dict[str, object]] = {}
        seen_people: dict[int, StoredDeputy] = {}
        changed: dict[int, dict[str, object]] = {}
        seen_mandates: dict[int, StoredMandate] = {}
        for entry in entries:
            deputy, mandate = entry.seen or (None, None)
            if deputy and (entry.deputy_changes or entry.adds_number):
                seen_people[deputy.pk] = deputy
                people.setdefault(deputy.pk, {}).update(entry.deputy_changes)
            if mandate and entry.mandate_changes:
                seen_mandates[mandate.pk] = mandate
                changed[mandate.pk] = entry.mandate_changes
        self._update(Deputy, seen_people, people, _DEPUTY_COLUMNS)
        self._update(Mandate, seen_mandates, changed, list(MANDATE_FIELDS))
        self._add_numbers(
            (entry.deputy, entry.person.register_number)
            for entry in entries
            if entry.deputy and entry.adds_number
        )

    def _update(
        self,
        model: type[models.Model],
        seen: Mapping[int, StoredDeputy | StoredMandate],
        changes: dict[int, dict[str, object]],
        columns: list[str],
    ) -> None:
        """Write changes over what is still as it was read.

        Raises:
            RecordsChangedError: somebody wrote one of the records meanwhile.
        """
        records = model._default_manager.filter(pk__in=seen).select_related("division")
        found = list(records.select_for_update(of=("self",)))
        if len(found) < len(seen):
            raise RecordsChangedError
        for record in found:
            _refuse_if_changed(record, seen[record.pk])
            self._set(record, changes[record.pk])
        model._default_manager.bulk_create(
            found,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*columns, *_POINTERS],
        )

    def _set(self, record: Any, changes: dict[str, object]) -> None:
        """Put the new values in; the row itself is the newest version from now on."""
        if isinstance(record, Deputy) and "name" in changes:
            if record.pinyin == person_pinyin(record.name):
                record.pinyin = ""  # made from the old name, not corrected by hand
            record.name = changes["name"]
            record.derive()
        for column, value in changes.items():
            setattr(record, column, value)
        record.latest_revision = record.live_revision = None
        if record.live:
            record.last_published_at = self.now

    def _propose(self, entries: list[Entry]) -> None:
        """Write down what others have to decide, once."""
        proposals = [
            Proposal(
                division=entry.unit.division,
                division_path=entry.unit.path,
                deputy_id=entry.meant[0] if len(entry.meant) == 1 else None,
                name=entry.person.name,
                person=proposed(entry),
                fingerprint=fingerprint(entry),
                source=self.options.source,
                proposed_by=self.rights.user,
            )
            for entry in entries
        ]
        Proposal.objects.bulk_create(proposals, ignore_conflicts=True)


def _refuse_if_changed(record: Any, seen: StoredDeputy | StoredMandate) -> None:
    """Compare a record with what the rows were compared with.

    Raises:
        RecordsChangedError: it has changed.
    """
    fields = DEPUTY_FIELDS if isinstance(seen, StoredDeputy) else tuple(MANDATE_FIELDS)
    state = State(*(getattr(record, name) for name in State._fields))
    values = tuple(getattr(record, name) for name in fields)
    if state != seen.state or values != seen.values:
        raise RecordsChangedError


def _chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
