"""Areas of a Popolo file as electoral units: one for each term in which somebody sits for them.

An area is joined to a division where its code, or the name among the places that may elect to
that congress, means exactly one; else it is a unit without divisions. A membership without an area
sits for a unit that says so.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from directory.enums import UnitKind
from directory.importers.roster_areas import Areas, forms_of
from directory.importers.roster_seats import (
    UNKNOWN_UNITS,
    WantedCongress,
    WantedTerm,
    WantedUnit,
    new_unit,
)
from directory.models.unit import fold_unit_name
from divisions.models import Division

from .bodies import Bodies
from .issues import Problem, Record
from .memberships import Memberships, Period
from .places import Places
from .plan import Claim, LooseUnit
from .reading import reference_of
from .values import Fields
from .words import COVERED

_LONGEST_PART = 120


@dataclass(slots=True)
class Units:
    """The terms and units that a file needs, stored or not.

    Attributes:
        terms: by division of the congress and number.
        units: by term and folded name; ``covers``: the places of units, each with its part.
        loose: areas of other bodies, by division and folded name.
        periods: what the file says of a term; ``by_area``: the units of each area.
        guessed: units whose electing congress follows from the place alone.
    """

    terms: dict[tuple[int, int], WantedTerm] = field(default_factory=dict)
    units: dict[tuple[WantedTerm, str], WantedUnit] = field(default_factory=dict)
    covers: dict[WantedUnit, list[tuple[Division, str]]] = field(default_factory=dict)
    loose: dict[tuple[int, str], LooseUnit] = field(default_factory=dict)
    periods: dict[WantedTerm, Period] = field(default_factory=dict)
    by_area: dict[Record, list[WantedUnit | LooseUnit]] = field(default_factory=dict)
    guessed: set[WantedUnit] = field(default_factory=set)

    def days_of(self, term: WantedTerm) -> tuple[datetime.date | None, datetime.date | None]:
        """Return the first and the last day of a term, as far as the file says them."""
        period = self.periods.get(term)
        return (period.starts_on, period.ends_on) if period else (None, None)


class UnitFinder:
    """Gives every claim its unit."""

    def __init__(self, places: Places, bodies: Bodies, memberships: Memberships) -> None:
        self.places, self.bodies, self.memberships = places, bodies, memberships
        self.found = Units()
        self._covered: dict[Record, list[tuple[str, str]]] = {
            area: list(_covered(area)) for area in memberships.area_names
        }

    def find(self, claims: list[Claim]) -> Units:
        """Return the units; the claims get theirs."""
        self.places.load_codes(code for pairs in self._covered.values() for code, _ in pairs)
        for period in self.memberships.periods.values():
            if period.body and period.body.congress and period.number:
                term = self._term(period.body.congress, period.number)
                self.found.periods.setdefault(term, period)
        seated = [claim for claim in claims if claim.body.congress]
        posts = self.memberships.read_posts()
        wanted = [(claim.body.congress, claim.area) for claim in seated if claim.area]
        areas = self._areas([*wanted, *((post.congress, post.area) for post in posts)])
        for claim in seated:
            self._seat(claim, areas)
        for post in posts:
            term = self._term(post.congress, post.number)
            self._note(post.area, self._unit_of(term, post.area, areas))
        for claim in claims:
            if not claim.body.congress and claim.area:
                claim.loose = self._loose(claim.area_name, claim.body.division)
                self._note(claim.area, claim.loose)
        self._keep_unused()
        return self.found

    def _term(self, congress: WantedCongress, number: int) -> WantedTerm:
        key = congress.division.pk, number
        return self.found.terms.setdefault(key, WantedTerm(congress, number))

    def _areas(self, wanted: Iterable[tuple[WantedCongress, Record]]) -> Areas:
        """Return the finder of places by the names of areas that no code places."""
        names = {
            form
            for congress, area in wanted
            if not self._is_settled(area)
            for form in forms_of(self.memberships.area_names[area], congress.division)
        }
        coded = [place for area in self._covered for place, _ in self._places_of(area)]
        return Areas(names, self.places.known, coded)

    def _is_settled(self, area: Record) -> bool:
        """Say whether the file itself says what the area covers; a file of ours always does."""
        return _kind_of(area) is not None or bool(self._places_of(area))

    def _places_of(self, area: Record) -> list[tuple[Division, str]]:
        places = []
        for code, part in self._covered[area]:
            if place := self.places.by_code(code):
                places.append((place, part.removeprefix(place.name)))
            elif area.data.get(COVERED):
                area.find(Problem.UNKNOWN_DIVISION, "children", code[:20])
        return places

    def _seat(self, claim: Claim, areas: Areas) -> None:
        term = self._term(claim.body.congress, claim.number or 0)
        claim.unit = self._unit_of(term, claim.area, areas)
        if claim.electing and claim.unit.kind == UnitKind.ELECTING_UNIT:
            claim.unit.electing = claim.electing
            self.found.guessed.discard(claim.unit)
        self._note(claim.area, claim.unit)

    def _unit_of(self, term: WantedTerm, area: Record | None, areas: Areas) -> WantedUnit:
        """Return the unit of an area in a term; of no area, the one that says so."""
        unknown = UNKNOWN_UNITS[term.congress.is_direct]
        name = self.memberships.area_names[area] if area else unknown
        key = term, fold_unit_name(name)
        if key not in self.found.units:
            self.found.units[key] = (
                self._unit(term, name, area, areas) if area else new_unit(term, name, None)
            )
        return self.found.units[key]

    def _unit(self, term: WantedTerm, name: str, area: Record, areas: Areas) -> WantedUnit:
        covered = self._places_of(area)
        whole = covered[0][0] if len(covered) == 1 and not covered[0][1] else None
        if whole is None and not self._is_settled(area):
            whole = areas.find(term.congress, name)
            covered = [(whole, "")] if whole else []
        unit = new_unit(term, name, whole)
        unit.area = None  # the places stand in ``covers``
        given = _kind_of(area)
        is_direct = term.congress.is_direct
        if given and given != (UnitKind.ELECTING_UNIT if is_direct else UnitKind.DISTRICT):
            unit.kind = given
        self.found.covers[unit] = covered
        if whole and unit.kind == UnitKind.ELECTING_UNIT and whole.may_have_congress:
            unit.electing = self.bodies.congresses.get(whole.pk) or WantedCongress(whole)
            self.found.guessed.add(unit)
        return unit

    def _loose(self, name: str, division: Division) -> LooseUnit:
        key = division.pk, fold_unit_name(name)
        return self.found.loose.setdefault(key, LooseUnit(name, division))

    def _keep_unused(self) -> None:
        """Keep the areas for which nobody sits."""
        for area, name in self.memberships.area_names.items():
            if area.is_importable and area not in self.found.by_area:
                self._note(area, self._loose(name, self.places.base))

    def _note(self, area: Record | None, unit: WantedUnit | LooseUnit) -> None:
        if area is not None:
            self.found.by_area.setdefault(area, []).append(unit)


def _covered(area: Record) -> Iterable[tuple[str, str]]:
    """Yield code and part of each division that the area covers, as the file says."""
    fields = Fields(area)
    inner = area.data.get(COVERED, [])
    for item in inner:
        code = reference_of(item.get("identifier")) or ""
        if code:
            yield code, fields.clean(item.get("name"), "children", _LONGEST_PART)
    if not inner and (code := reference_of(area.data.get("identifier"))):
        yield code, ""


def _kind_of(area: Record) -> UnitKind | None:
    """Return the kind of the unit, where the file is one of ours."""
    text = area.data.get("classification")
    return UnitKind(text) if text in UnitKind.values else None
