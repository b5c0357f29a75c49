"""Writes what a table of stations says, in one transaction; all is decided before."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone

from core.databases import refresh_statistics
from directory.enums import BatchKind, BatchState
from directory.exceptions import RecordsChangedError
from directory.models import (
    Colocation,
    ImportBatch,
    OpeningRule,
    Posting,
    Station,
    StationArea,
    StationKind,
    StationLiaison,
)
from divisions.models import Division
from editing.changes import note_changes, prepare, writing
from editing.models import ChangeSet, Verb
from editing.scoped import ScopedRecord

from .roster_rights import Rights
from .roster_write import take_turn
from .statements import Counters
from .station_entries import StationEntry, load_stored

_TABLES = (Station, StationArea, OpeningRule, StationLiaison, Posting, StationKind, ChangeSet)
_RELATIONS = {
    StationArea: "areas", OpeningRule: "opening_rules", StationLiaison: "liaisons",
    Colocation: "colocations",
}  # fmt: skip
_AT_ONCE = 500

Made = TypeVar("Made", Station, Posting)


@dataclass(frozen=True)
class StationWriteOptions:
    """What is written beside the stations: whose table it is, its name, the rights, the day."""

    place: Division
    title: str
    rights: Rights
    today: datetime.date

    @property
    def source(self) -> str:
        """Where the records come from."""
        return f"家站室表 {self.title}"[:200]


def stamp() -> Counters:
    """Return where the tables stand before the rows are compared with them."""
    return Counters.of(_TABLES)


def write_stations(
    entries: list[StationEntry], options: StationWriteOptions, since: Counters
) -> ImportBatch:
    """Write all that is new or changed, or nothing; the batch that comes back can be undone.

    Raises:
        RecordsChangedError: somebody wrote since ``since``; nothing was written.
    """
    with transaction.atomic():
        take_turn()
        if stamp() != since:
            raise RecordsChangedError
        _refuse_if_changed(entries, options)
        user = options.rights.user
        with writing(kind=BatchKind.STATIONS, by=user, source=options.source) as change_set:
            writer = _Writer(options)
            writer.write(entries)
        batch = ImportBatch.objects.create(
            division=options.place, kind=BatchKind.STATIONS, title=options.title[:200],
            state=BatchState.DRAFT if writer.has_drafts else BatchState.DONE,
            change_set=change_set, made_by=user, made_at=change_set.made_at,
        )  # fmt: skip
    refresh_statistics(*_TABLES)
    return batch


def _refuse_if_changed(entries: list[StationEntry], options: StationWriteOptions) -> None:
    """Compare the stations that are to change with what the table was compared with.

    Raises:
        RecordsChangedError: one of them has changed, or is gone.
    """
    seen = {entry.stored.pk: entry.stored for entry in entries if entry.stored}
    list(Station.objects.filter(pk__in=seen).select_for_update(of=("self",)).values_list("pk"))
    found = load_stored(options.place.path or "", on=options.today, pks=seen)
    if {station.pk: station for station in found} != seen:
        raise RecordsChangedError


class _Writer:
    """Makes the records of entries; what its user may not publish becomes a draft."""

    def __init__(self, options: StationWriteOptions) -> None:
        self.options = options
        self.now = timezone.now()
        self.has_drafts = False

    def write(self, entries: list[StationEntry]) -> None:
        """Write new stations with what hangs on them, then changes, then postings."""
        new = [entry for entry in entries if entry.is_new]
        made = [self._station(entry) for entry in new]
        self._insert(Station, made)
        rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        for entry, station in zip(new, made, strict=True):
            for row in _rows_of(entry, station):
                rows[type(row)].append(row)
        for model, each in rows.items():
            model._base_manager.bulk_create(each, batch_size=_AT_ONCE)
        homes = {entry.row.row: station for entry, station in zip(new, made, strict=True)}
        changed = {e.stored.pk: e for e in entries if e.is_changed and e.stored}
        for station in Station.objects.filter(pk__in=changed).select_related("division"):
            homes[changed[station.pk].row.row] = station
            if changed[station.pk].touches_station:
                self._change(station, changed[station.pk])
        postings = [
            self._made(Posting(station=homes[entry.row.row], deputy_id=pk))
            for entry in entries
            if entry.row.row in homes
            for pk in entry.new_postings
        ]
        self._insert(Posting, postings)

    def _station(self, entry: StationEntry) -> Station:
        station = Station(name=entry.text.name, division=entry.home, **entry.changes)
        return self._made(station)

    def _change(self, station: Station, entry: StationEntry) -> None:
        """Change a stored station; without a latest revision its form shows what is stored."""
        for name, value in entry.changes.items():
            setattr(station, name, value)
        station.areas.remove(*station.areas.filter(division__in=entry.old_areas))
        station.opening_rules.remove(*station.opening_rules.filter(pk__in=entry.old_rules))
        for liaison in station.liaisons.filter(pk__in=entry.changed_liaisons):
            liaison.office, liaison.telephone = entry.changed_liaisons[liaison.pk]
            station.liaisons.add(liaison)
        for row in _rows_of(entry, station):
            getattr(station, _RELATIONS[type(row)]).add(row)
        station.latest_revision = station.live_revision = None
        if station.live:
            station.last_published_at = self.now
        station.save()

    def _made(self, record: Made) -> Made:
        """Give a new record what saving would."""
        record.source = self.options.source
        record.derive()
        record.live = self.options.rights.may_publish(record.division_path)
        record.has_unpublished_changes = not record.live
        self.has_drafts |= not record.live
        if record.live:
            record.first_published_at = record.last_published_at = self.now
        return record

    def _insert(self, model: type[ScopedRecord], records: list) -> None:
        """Write new records and note them."""
        model._base_manager.bulk_create(records, batch_size=_AT_ONCE)
        note_changes(prepare(model, record.pk, Verb.CREATED) for record in records)


def _rows_of(entry: StationEntry, station: Station) -> Iterator[models.Model]:
    """Yield the new rows that hang on the station."""
    for division in entry.new_areas:
        yield StationArea(station=station, division_id=division)
    for hours in entry.new_rules:
        rule = hours.rule()
        rule.station = station
        yield rule
    for liaison in entry.new_liaisons:
        yield StationLiaison(
            station=station, name=liaison.name, office=liaison.office, telephone=liaison.telephone
        )
    for kind in entry.new_colocations:
        yield Colocation(station=station, kind=kind)
