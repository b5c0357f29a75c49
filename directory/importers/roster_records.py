"""The records that the rows of a roster become, complete as saving would make them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.utils import timezone

from core.paths import division_id
from core.pinyin import person_pinyin
from directory.enums import UnitKind
from directory.models import (
    AnswerKind,
    Congress,
    Deputy,
    DeputyIdentifier,
    ElectoralUnit,
    ImportBatch,
    Mandate,
    Proposal,
    RosterAnswer,
    Term,
)
from directory.models.deputy import NAME_COLUMNS, name_values
from directory.models.unit import district_number
from divisions.models import Division
from editing.scoped import ScopedRecord

from .roster_entries import Entry
from .roster_people import DEPUTY_FIELDS, MANDATE_FIELDS, StoredDeputy, StoredMandate
from .roster_rights import Rights, fingerprint, keeper_of, proposed
from .roster_seats import WantedCongress, WantedTerm, WantedUnit
from .statements import Statement, update

Record = TypeVar("Record", bound=ScopedRecord)

#: without a latest revision the admin edits the row itself, which the import has just written
_POINTERS = ("latest_revision", "live_revision")


def source_of(path: Path) -> str:
    """Return what is noted as the source of a roster's records."""
    return f"名册 {file_name_of(path)}"[:200]


def file_name_of(path: Path) -> str:
    """Return the name of a file, also of one named by an old Windows, not in UTF-8."""
    name = os.fsencode(path.name)
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("gb18030", errors="replace")


def register_of(place: Division) -> str:
    """Return the name under which a division's own register numbers are kept."""
    return f"{place.name}代表名册（{place.public_code}）"[:60]


@dataclass(frozen=True)
class WriteOptions:
    """What is written beside the rows: whose roster it is, its source and register, the rights.

    ``batch`` is the upload that it came by; without one the import makes its own.
    """

    source: str
    register: str
    rights: Rights
    place: Division
    batch: ImportBatch | None = None


class Settled(NamedTuple):
    """An answer to be kept; without an entry the row is skipped."""

    fingerprint: str
    kind: AnswerKind
    entry: Entry | None = None


@dataclass(frozen=True)
class RecordMaker:
    """Makes records with the given id, published where the importing user may publish."""

    options: WriteOptions
    now: datetime = field(default_factory=timezone.now)

    def congress(self, wanted: WantedCongress, pk: int) -> Congress:
        """Return a missing congress; name and election follow from the division."""
        wanted.pk = pk
        return self._complete(Congress(pk=pk), wanted.division, wanted)

    def term(self, wanted: WantedTerm, pk: int) -> Term:
        """Return a missing term, its dates unknown."""
        wanted.pk, division = pk, wanted.congress.division
        congress = Congress(pk=wanted.congress.pk, division=division)
        term = Term(pk=pk, congress=congress, number=wanted.number, source=self.options.source)
        return self._complete(term, division, wanted.congress)

    def unit(self, wanted: WantedUnit, pk: int) -> ElectoralUnit:
        """Return a missing unit."""
        is_district = wanted.kind == UnitKind.DISTRICT
        unit = ElectoralUnit(
            pk=pk,
            term_id=wanted.term.pk,
            kind=wanted.kind,
            name=wanted.name,
            number=district_number(wanted.name) if is_district else None,
            electing_congress_id=wanted.electing.pk if wanted.electing else None,
            source=self.options.source,
        )
        wanted.pk = pk
        return self._complete(unit, wanted.division, wanted.congress)

    def deputy(self, entry: Entry) -> Deputy:
        """Return a new person: what all rows of the person say."""
        values = {name: entry.said(name) for name in DEPUTY_FIELDS}
        deputy = Deputy(
            pk=entry.new_deputy, **values, pinyin=entry.pinyin, source=self.options.source
        )
        return self._complete(deputy, entry.unit.division, entry.unit.congress)

    def number(self, entry: Entry) -> DeputyIdentifier:
        """Return the register number of a row's person."""
        return DeputyIdentifier(
            deputy_id=entry.person_id,
            scheme=self.options.register,
            identifier=entry.person.register_number,
        )

    def mandate(self, entry: Entry, pk: int) -> Mandate:
        """Return the seat of a row; it belongs to the unit's maintainer."""
        unit = entry.unit
        values = {column: getattr(entry.person, name) for column, name in MANDATE_FIELDS.items()}
        mandate = Mandate(
            pk=pk,
            deputy_id=entry.person_id,
            unit_id=unit.pk,
            term_id=unit.term.pk,
            level=unit.congress.division.level,
            division=unit.division,
            division_path=unit.path,
            source=self.options.source,
            **values,
        )
        return self._published(mandate, unit.path, unit.congress)

    def proposal(self, entry: Entry) -> Proposal:
        """Return what others have to decide: who keeps the seat, or the record in the way."""
        keeper = keeper_of(entry, self.options.rights)
        return Proposal(
            division_id=division_id(keeper),
            division_path=keeper,
            deputy_id=entry.deputy or (entry.meant[0] if len(entry.meant) == 1 else None),
            name=entry.person.name,
            person=proposed(entry),
            fingerprint=fingerprint(entry),
            source=self.options.source,
            proposed_by=self.options.rights.user,
            congress_place=entry.unit.congress.division,
            # What nobody may know of here is in no count of the batch either.
            batch=self.options.batch if entry.is_proposal else None,
        )

    def answer(self, settled: Settled) -> RosterAnswer:
        """Return the answer to a row, with the person whom the row means or makes."""
        is_skipped = settled.kind == AnswerKind.SKIP
        return RosterAnswer(
            place=self.options.place,
            fingerprint=settled.fingerprint,
            kind=settled.kind,
            deputy_id=settled.entry.person_id if settled.entry and not is_skipped else None,
            source=self.options.source,
            answered_by=self.options.rights.user,
        )

    def _complete(self, record: Record, division: Division, congress: WantedCongress) -> Record:
        """Give a new record what saving would."""
        record.division = division
        record.derive()
        return self._published(record, division.path or "", congress)

    def _published(self, record: Record, path: str, congress: WantedCongress) -> Record:
        live = self.options.rights.may_publish_new(path, congress)
        record.live, record.has_unpublished_changes = live, not live
        if live:
            record.first_published_at = record.last_published_at = self.now
        return record

    # Changes of stored records

    def deputy_changes(
        self, changes: Iterable[tuple[StoredDeputy, dict[str, object]]]
    ) -> Iterator[Statement]:
        """Yield what changes in stored people."""
        columns = (*DEPUTY_FIELDS, *NAME_COLUMNS)
        rows = [
            (deputy, (*_values(DEPUTY_FIELDS, deputy, changed), *_name_values(deputy, changed)))
            for deputy, changed in changes
        ]
        yield from self._updates(Deputy, columns, rows)

    def mandate_changes(
        self, changes: Iterable[tuple[StoredMandate, dict[str, object]]]
    ) -> Iterator[Statement]:
        """Yield what changes in stored mandates."""
        columns = tuple(MANDATE_FIELDS)
        rows = [(mandate, _values(columns, mandate, changed)) for mandate, changed in changes]
        yield from self._updates(Mandate, columns, rows)

    def _updates(
        self,
        model: type[ScopedRecord],
        columns: tuple[str, ...],
        rows: list[tuple[StoredDeputy | StoredMandate, tuple]],
    ) -> Iterator[Statement]:
        drafts = [(seen.pk, (*values, None, None)) for seen, values in rows if not seen.state.live]
        live = [
            (seen.pk, (*values, None, None, self.now)) for seen, values in rows if seen.state.live
        ]
        if drafts:
            yield update(model, (*columns, *_POINTERS), drafts)
        if live:
            yield update(model, (*columns, *_POINTERS, "last_published_at"), live)


def _values(
    columns: tuple[str, ...], seen: StoredDeputy | StoredMandate, changed: dict[str, object]
) -> tuple:
    """Return the values of ``columns`` after the change."""
    return tuple(changed.get(column, old) for column, old in zip(columns, seen.values, strict=True))


def _name_values(deputy: StoredDeputy, changed: dict[str, object]) -> tuple[str, ...]:
    """Return what follows from the name; a reading corrected by hand stays."""
    old = deputy.values[DEPUTY_FIELDS.index("name")]
    name, pinyin = str(changed.get("name", old)), deputy.pinyin
    if name != old and pinyin == person_pinyin(old):
        pinyin = person_pinyin(name)
    return name_values(name, pinyin)
