"""What is to become of each unit of a table: its seat, what is stored of it, what changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F, QuerySet

from directory.enums import UnitKind
from directory.models import ElectoralUnit, ElectoralUnitArea
from directory.models.unit import district_number, fold_unit_name

from .known_divisions import chunks_of
from .roster_entries import LEFT_OUT
from .roster_people import State
from .roster_rights import Rights
from .roster_rows import Issue, Outcome
from .roster_seats import WantedTerm, WantedUnit, unit_issue
from .unit_areas import Area, UnitAreas
from .unit_headings import LABELS
from .unit_rows import UnitCode, UnitRow, UnitText, outcome_of

_MOST_SEATS = 3
#: columns of a unit that the table fills
UNIT_FIELDS = ("number", "seats", "basis")


class StoredUnit(NamedTuple):
    """A unit as it is stored; ``values`` are those of ``UNIT_FIELDS``.

    ``places`` are the rows of its areas by key, in the order of their keys.
    """

    pk: int
    term: int
    name: str
    folded_name: str
    path: str
    state: State
    source: str
    values: tuple[object, ...]
    places: tuple[tuple[int, Area], ...]

    @property
    def areas(self) -> frozenset[Area]:
        """The places it covers."""
        return frozenset(area for _, area in self.places)


@dataclass(slots=True)
class UnitEntry:
    """A unit that can be read, and what is to become of it.

    Attributes:
        places: where it lies by the table; ``areas`` is what the record is to hold, None where
            the table says nothing of it.
        changes: ``{column: new value}``.
    """

    row: UnitRow
    unit: UnitText
    wanted: WantedUnit
    places: UnitAreas
    outcome: Outcome
    issues: list[Issue] = field(default_factory=list)
    stored: StoredUnit | None = None
    changes: dict[str, object] = field(default_factory=dict)
    areas: frozenset[Area] | None = None

    @property
    def is_left_out(self) -> bool:
        return self.outcome in LEFT_OUT

    @property
    def is_new(self) -> bool:
        return self.stored is None and self.outcome in (
            Outcome.IMPORT, Outcome.IMPORT_WITH_WARNING,
        )  # fmt: skip

    @property
    def is_changed(self) -> bool:
        return self.outcome == Outcome.UPDATE

    @property
    def pk(self) -> int:
        """The id of the unit it means or makes."""
        pk = self.stored.pk if self.stored else self.wanted.pk
        assert pk is not None  # noqa: S101 - new units get theirs before anything refers to them
        return pk

    @property
    def number(self) -> int | None:
        """The unit's number: only districts bear one, others are merely counted."""
        return self.unit.number if self.wanted.kind == UnitKind.DISTRICT else None

    @property
    def values(self) -> dict[str, object]:
        """What the table says of the columns, "" and None for nothing."""
        basis = self.unit.basis or self.places.basis
        return {"number": self.number, "seats": self.unit.seats, "basis": basis}

    def find(self, code: UnitCode, field_name: str, detail: str = "") -> None:
        """Note a finding; what it says about the unit counts."""
        self.add(code.issue(LABELS.get(field_name, field_name), detail))

    def add(self, issue: Issue) -> None:
        """Add an issue; the outcome follows from all there are."""
        self.issues.append(issue)
        self.outcome = outcome_of([*self.row.issues, *self.issues])


def entry_of(row: UnitRow, unit: UnitText, wanted: WantedUnit, places: UnitAreas) -> UnitEntry:
    """Return the entry of a unit, judged by the law and by what its places turned out to be."""
    entry = UnitEntry(row, unit, wanted, places, outcome_of(row.issues))
    is_military = wanted.kind == UnitKind.ARMED_FORCES
    for issue in () if is_military else places.issues:
        entry.add(issue)
    if doubt := unit_issue(wanted):
        entry.add(doubt)
    is_district = wanted.kind == UnitKind.DISTRICT
    if unit.seats is not None and (unit.seats < 1 or (is_district and unit.seats > _MOST_SEATS)):
        label = UnitCode.SEATS_OUT_OF_RANGE.label if is_district else "名额至少一名"
        entry.find(UnitCode.SEATS_OUT_OF_RANGE, "seats", f"名额写的是 {unit.seats}：{label}")
    if is_military:
        entry.places = UnitAreas()
        if unit.areas:
            entry.find(UnitCode.MILITARY_AREA, "areas")
    elif places.areas:
        entry.areas = frozenset(places.areas)
    return entry


def note_overlaps(entries: Iterable[UnitEntry]) -> None:
    """Warn of places that stand in two units of one term, whole or the same part of them."""
    first: dict[tuple[WantedTerm, Area], UnitEntry] = {}
    for entry in entries:
        if entry.is_left_out or entry.outcome == Outcome.DUPLICATE:
            continue
        others = []
        for area, shown in entry.places.areas.items():
            other = first.setdefault((entry.wanted.term, area), entry)
            if other is not entry:
                others.append((other, shown))
        if others:
            text = "；".join(
                f"{shown}也在{other.unit.name}（第 {other.row.row} 行）" for other, shown in others
            )
            entry.add(UnitCode.AREA_TWICE.issue(LABELS["areas"], text, of=others[0][0].row.row))


# What is stored

_COLUMNS = ("pk", "term", "name", "folded_name", "division_path")
#: the places of some units, by unit
_Places = dict[int, list[tuple[int, Area]]]


def load_stored(terms: Iterable[int]) -> list[StoredUnit]:
    """Return all units of ``terms``, in two queries for each two thousand terms."""
    found: list[StoredUnit] = []
    for keys in chunks_of(sorted(set(terms))):
        areas = _places(ElectoralUnitArea.objects.filter(unit__term__in=keys))
        units = ElectoralUnit.objects.filter(term__in=keys).order_by(
            F("number").asc(nulls_last=True), "name", "pk"
        )
        columns = (*_COLUMNS, *State._fields, "source", *UNIT_FIELDS)
        found += [_stored(row, areas) for row in units.values_list(*columns)]
    return found


def stored_again(pks: Iterable[int]) -> Iterator[StoredUnit]:
    """Yield the units with these ids as they are now, locked until the transaction ends."""
    for keys in chunks_of(sorted(set(pks))):
        areas = _places(ElectoralUnitArea.objects.filter(unit__in=keys))
        held = ElectoralUnit.objects.filter(pk__in=keys).select_for_update(of=("self",))
        columns = (*_COLUMNS, *State._fields, "source", *UNIT_FIELDS)
        for row in held.order_by("pk").values_list(*columns):
            yield _stored(row, areas)


def _places(rows: QuerySet[ElectoralUnitArea]) -> _Places:
    found: _Places = defaultdict(list)
    columns = ("unit", "pk", "division", "part")
    for unit, pk, division, part in rows.order_by("pk").values_list(*columns):
        found[unit].append((pk, Area(division, part)))
    return found


def _stored(row: tuple, places: _Places) -> StoredUnit:
    states = len(_COLUMNS) + len(State._fields)
    state, source, values = State(*row[len(_COLUMNS) : states]), row[states], row[states + 1 :]
    pk, term, name, folded, path = row[: len(_COLUMNS)]
    own = tuple(places.get(pk, ()))
    return StoredUnit(pk, term, name, folded, path, state, source, values, own)


def match_stored(entries: list[UnitEntry], stored: list[StoredUnit]) -> None:
    """Give each entry the stored unit it means: of its folded name, else of its bare number.

    The number counts only for units that are called nothing but it (第三选区), as a roster leaves
    them, and that the table does not name otherwise.
    """
    by_name = {(unit.term, unit.folded_name): unit for unit in stored}
    named = {(e.wanted.term.pk, fold_unit_name(e.wanted.name)) for e in entries}
    by_number = {
        (unit.term, district_number(unit.name)): unit
        for unit in stored
        if unit.folded_name == f"第{district_number(unit.name)}选区"
        and (unit.term, unit.folded_name) not in named
    }
    for entry in entries:
        term = entry.wanted.term.pk
        if term is None:
            continue
        entry.stored = by_name.get((term, fold_unit_name(entry.wanted.name)))
        is_numbered = entry.number is not None and not entry.unit.counts
        in_name = district_number(entry.unit.name) is not None
        if entry.stored is None and entry.number and (is_numbered or in_name):
            entry.stored = by_number.pop((term, entry.number), None)
            if entry.stored:
                detail = f"按选区号对应库中的“{entry.stored.name}”，库中的名称不变"
                entry.find(UnitCode.NAME_KEPT, "name", detail)


# What changes


def compare(entries: Iterable[UnitEntry]) -> None:
    """Note what the table says otherwise than the stored units; what it leaves blank stays.

    A new unit of which the table names no place lies where its name says, as in a roster.
    """
    for entry in entries:
        stored, area = entry.stored, entry.wanted.area
        if stored is None and entry.areas is None and area:
            entry.areas = frozenset({Area(area.pk, "")})
        if stored is None or entry.is_left_out or entry.outcome == Outcome.DUPLICATE:
            continue
        old = dict(zip(UNIT_FIELDS, stored.values, strict=True))
        entry.changes = {
            name: value for name, value in entry.values.items()
            if value not in ("", None) and value != old[name]
        }  # fmt: skip
        changed = [LABELS[name] for name in entry.changes]
        if entry.areas is None or entry.areas == stored.areas:
            entry.areas = None
        else:
            more, less = len(entry.areas - stored.areas), len(stored.areas - entry.areas)
            changed.append(f"{LABELS['areas']}（增 {more} 处，减 {less} 处）")
        if changed:
            entry.issues.append(UnitCode.CHANGED.issue("*", f"{'、'.join(changed)}。"))
        entry.outcome = Outcome.UPDATE if changed else Outcome.UNCHANGED


def apply_rights(entries: Iterable[UnitEntry], rights: Rights) -> None:
    """Leave out what the user may not write, and what is being edited."""
    for entry in entries:
        if not (entry.is_new or entry.is_changed):
            continue
        if code := _obstacle(entry, rights):
            entry.find(code, "*")


def _obstacle(entry: UnitEntry, rights: Rights) -> UnitCode | None:
    congress, stored = entry.wanted.congress, entry.stored
    if stored is None:
        return None if rights.may_seat(entry.wanted) else UnitCode.OUTSIDE_TERRITORY
    if not rights.may_write(stored.path, congress):
        return UnitCode.OUTSIDE_TERRITORY
    if stored.state.locked:
        return UnitCode.RECORD_LOCKED
    if stored.state.has_draft:
        return UnitCode.DRAFT_WAITING
    if stored.state.live and not rights.may_publish(stored.path, congress):
        return UnitCode.NEEDS_APPROVAL
    return None
