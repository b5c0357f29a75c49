"""The seats that a roster speaks of: congress, term and unit of each row, stored or to be made.

A congress, term or unit that is missing becomes a ``Wanted…`` without a stored row; nothing is
written here.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.names import fold_name
from directory.enums import Election, UnitKind
from directory.models import Congress, ElectoralUnit, Term
from directory.models.congress import no_congress_text
from directory.models.unit import district_number, fold_unit_name
from divisions.enums import Level
from divisions.models import Division

from .known_divisions import chunks_of
from .roster_areas import Areas, forms_of
from .roster_findings import Finding
from .roster_headers import LABELS
from .roster_places import RosterPlaces, RowError
from .roster_rows import Issue, RosterRow

#: who elects by itself, without a place (选举法 第六条)
ARMED_FORCES = re.compile("解放军|武警|武装警察|部队|驻军|驻[省市州县区]军|军队|军分区|警备区")
#: places that elect to the nation's congress in a way of their own (选举法 第十六条)
ELECTION_MEETINGS = ("香港", "澳门", "台湾")
#: kinds of units that elect for a place
_OF_PLACES = frozenset({UnitKind.DISTRICT, UnitKind.ELECTING_UNIT})
#: the unit of rows that name none, for direct and for indirect elections
UNKNOWN_UNITS = {True: "选区未注明", False: "选举单位未注明"}


@dataclass(eq=False, slots=True)
class WantedCongress:
    """The congress of ``division``; ``pk`` is None while it is missing."""

    division: Division
    pk: int | None = None
    election: str = ""

    @property
    def path(self) -> str:
        """The path of its division."""
        return self.division.path or ""

    @property
    def is_direct(self) -> bool:
        """Whether voters elect it."""
        if self.election:
            return self.election == Election.DIRECT
        return self.division.elects_directly


@dataclass(eq=False, slots=True)
class WantedTerm:
    """One term of a congress."""

    congress: WantedCongress
    number: int
    pk: int | None = None
    ends_on: datetime.date | None = None

    def is_over(self, today: datetime.date) -> bool:
        """Whether its last day is known and has passed."""
        return self.ends_on is not None and self.ends_on < today


@dataclass(eq=False, slots=True)
class WantedUnit:
    """One unit of a term; ``area`` is the place of the same name, where there is one."""

    term: WantedTerm
    name: str
    kind: UnitKind
    division: Division
    area: Division | None = None
    electing: WantedCongress | None = None
    pk: int | None = None

    @property
    def congress(self) -> WantedCongress:
        return self.term.congress

    @property
    def path(self) -> str:
        """The path of the unit's maintainer, whose the mandates are."""
        return self.division.path or ""


@dataclass(slots=True)
class Seating:
    """Where each row sits (by sheet row), and why some rows sit nowhere."""

    units: dict[int, WantedUnit] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    home: WantedCongress | None = None


def find_seats(places: RosterPlaces, rows: Iterable[RosterRow]) -> Seating:
    """Return the seat of each of ``rows``, in a fixed number of queries for some thousand rows."""
    return _Seats(places).find(list(rows))


def unit_issue(unit: WantedUnit) -> Issue | None:
    """Return what is doubtful about a row's unit."""
    column = LABELS["constituency"]
    if unit.name in UNKNOWN_UNITS.values():
        return Finding.UNIT_UNKNOWN.issue(column)
    is_numbered = unit.pk is None and district_number(unit.name) is not None
    if is_numbered and unit.kind == UnitKind.ELECTING_UNIT:
        return Finding.UNIT_OF_OTHER_LEVEL.issue(column)
    if unit.kind == UnitKind.ELECTING_UNIT and unit.area and not unit.area.may_have_congress:
        text = f"{no_congress_text(unit.area)}，选举这位代表的人民代表大会不明，已留空"
        return Finding.ELECTORS_UNKNOWN.issue(column, text)
    return None


class _Seats:
    def __init__(self, places: RosterPlaces) -> None:
        self.places = places
        self.seating = Seating()
        self.congresses: dict[int, WantedCongress] = {}
        self.terms: dict[tuple[int, int], WantedTerm] = {}
        self.units: dict[tuple[int, int, str], WantedUnit] = {}
        #: why units that are not stored can elect nobody
        self.objections: dict[tuple[int, int, str], str] = {}

    def find(self, rows: list[RosterRow]) -> Seating:
        """Place the rows first, then load what is stored, then add what is missing."""
        self.places.prepare(row.person for row in rows if row.person)
        wanted, areas = self._place(rows)
        if self.places.home:
            self.seating.home = self._congress(self.places.home)
        self._load_stored()
        for number, (term, name) in wanted.items():
            if not name:
                wanted[number] = term, UNKNOWN_UNITS[term.congress.is_direct]
        self._add_units(wanted.values(), areas)
        self.places.forget()
        for number, (term, name) in wanted.items():
            self._seat(number, _key(term, name))
        return self.seating

    def _seat(self, number: int, key: tuple[int, int, str]) -> None:
        """Seat a row, or say why its unit can elect nobody."""
        if objection := self.objections.get(key):
            column = LABELS["constituency"]
            self.seating.issues[number] = Finding.UNIT_CANNOT_ELECT.issue(column, objection)
        else:
            self.seating.units[number] = self.units[key]

    def _place(
        self, rows: list[RosterRow]
    ) -> tuple[dict[int, tuple[WantedTerm, str]], dict[tuple[int, int, str], Division]]:
        """Return term and unit's name by sheet row, and the places that codes give units."""
        wanted, areas = {}, {}
        for row in rows:
            person = row.person
            if person is None:
                continue
            try:
                division, place = self.places.find(person)
            except RowError as error:
                self.seating.issues[row.row] = error.issue
                continue
            term, name = self._term(division, person.term or 0), person.constituency
            if place and place.level > division.level:
                name = name or place.name
                if fold_name(name) == fold_name(place.name):
                    areas[_key(term, name)] = place
            wanted[row.row] = (term, name)
        return wanted, areas

    def _congress(self, division: Division) -> WantedCongress:
        return self.congresses.setdefault(division.pk, WantedCongress(division))

    def _term(self, division: Division, number: int) -> WantedTerm:
        congress = self._congress(division)
        return self.terms.setdefault((division.pk, number), WantedTerm(congress, number))

    def _load_stored(self) -> None:
        """Load the congresses, terms and units that exist."""
        self._load_congresses(self.congresses)
        for keys in chunks_of(sorted(self.congresses)):
            terms = Term.objects.filter(congress__division__in=keys)
            for division, number, *stored in terms.values_list(
                "congress__division", "number", "pk", "ends_on"
            ):
                if wanted := self.terms.get((division, number)):
                    wanted.pk, wanted.ends_on = stored
        stored_terms = {term.pk: term for term in self.terms.values() if term.pk}
        for keys in chunks_of(sorted(stored_terms)):
            self._load_units({pk: stored_terms[pk] for pk in keys})

    def _load_units(self, terms: dict[int, WantedTerm]) -> None:
        columns = ("pk", "term", "name", "folded_name", "kind", "division")
        found = list(ElectoralUnit.objects.filter(term__in=terms).values_list(*columns))
        self.places.known.load(row[-1] for row in found)
        for pk, term, name, folded, kind, division in found:
            unit = WantedUnit(terms[term], name, UnitKind(kind), self.places.known[division], pk=pk)
            self.units[_key(terms[term], folded)] = unit

    def _load_congresses(self, divisions: Iterable[int]) -> None:
        for keys in chunks_of(sorted(divisions)):
            congresses = Congress.objects.filter(division__in=keys)
            for division, *stored in congresses.values_list("division", "pk", "election"):
                self.congresses[division].pk, self.congresses[division].election = stored

    def _add_units(
        self,
        wanted: Iterable[tuple[WantedTerm, str]],
        areas: dict[tuple[int, int, str], Division],
    ) -> None:
        """Add the units that are missing, each with the place of its name."""
        missing = {
            key: (term, name)
            for term, name in wanted
            if (key := _key(term, name)) not in self.units
        }
        unplaced = {
            form
            for key, (term, name) in missing.items()
            if key not in areas
            for form in forms_of(name, term.congress.division)
        }
        finder = Areas(unplaced, self.places.known, areas.values())
        electing = set()
        for key, (term, name) in missing.items():
            area = areas.get(key) or finder.find(term.congress, name)
            unit = new_unit(term, name, area)
            if unit.kind in _OF_PLACES:
                self.objections[key] = finder.objection(term.congress, name, areas.get(key))
            if unit.kind == UnitKind.ELECTING_UNIT and area and area.may_have_congress:
                unit.electing = self._congress(area)
                electing.add(area.pk)
            self.units[key] = unit
        self._load_congresses(electing)


def _key(term: WantedTerm, name: str) -> tuple[int, int, str]:
    return term.congress.division.pk, term.number, fold_unit_name(name)


def new_unit(term: WantedTerm, name: str, area: Division | None) -> WantedUnit:
    """Return a unit still to be made: its kind, and who maintains it."""
    congress = term.congress
    kind = UnitKind.DISTRICT if congress.is_direct else UnitKind.ELECTING_UNIT
    if area is None and ARMED_FORCES.search(name):
        kind = UnitKind.ARMED_FORCES
    elif congress.division.level == Level.NATION and name.startswith(ELECTION_MEETINGS):
        kind = UnitKind.ELECTION_MEETING
    return WantedUnit(
        term=term, name=name, kind=kind, division=area or congress.division, area=area
    )
