"""The seats that may answer for a place, loaded in a fixed number of queries."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Self

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from divisions.enums import Level
from divisions.models import Division

from .answer_postings import Postings, load_postings, posted_near
from .enums import Election, UnitBasis, UnitKind
from .models import Congress, ElectoralUnit, ElectoralUnitArea, Mandate
from .models.mandate import MandateQuerySet


@dataclass(frozen=True)
class Folded:
    """How many deputies of a congress one lower congress elects, beyond those loaded."""

    congress: Congress
    electing: Congress | None
    count: int


@dataclass(frozen=True)
class Seats:
    """What was loaded.

    Attributes:
        congresses: those on the electoral chain whose division stands.
        direct: mandates of congresses that voters elect, of units that may cover the place.
        areas: ``{unit id: its areas}``; units without any are missing.
        indirect: mandates that a congress on the chain, or an unknown one, has filled.
        folded: the further ones, counted.
        near_paths: prefecture and county of the place, within which a deputy counts as near.
        postings: who is posted to the stations of the place, and who of the province's and the
            nation's near it.
    """

    congresses: list[Congress]
    direct: list[Mandate]
    areas: dict[int, list[ElectoralUnitArea]]
    indirect: list[Mandate]
    folded: list[Folded]
    near_paths: list[str]
    postings: Postings


def load_seats(division: Division, chain: list[Division], on: datetime.date) -> Seats:
    """Return the seats in office on the day ``on`` that may answer for ``division``."""
    standing = [place for place in chain if not place.has_ended(on)]
    congresses = list(
        Congress.objects.filter(division__in=standing).select_related("division").order_by("pk")
    )
    units = _Units.of(division, chain, congresses)
    serving = Mandate.objects.live().answering(on).filter(deputy__live=True)
    near_paths = _near_paths(chain)
    is_named = _is_named(division, near_paths, on)
    wanted = Q(unit__in=units.direct) | units.listed(is_named)
    # Found first, then loaded by their keys: a planner of many joins takes no wrong turn.
    keys = list(serving.filter(wanted, unit__in=units.all).order_by().values_list("pk", flat=True))
    seats = list(_loaded(Mandate.objects.filter(pk__in=keys)))
    direct = [seat for seat in seats if seat.unit.kind == UnitKind.DISTRICT]
    indirect = [seat for seat in seats if seat.unit.kind != UnitKind.DISTRICT]
    high = {seat.deputy_id for seat in indirect if seat.level <= Level.PROVINCE}
    return Seats(
        congresses=congresses,
        direct=direct,
        areas=_areas_of(direct),
        indirect=indirect,
        folded=_folded(serving.filter(units.folded(is_named)), congresses),
        near_paths=near_paths,
        postings=load_postings(division, on, asked=high, near_paths=near_paths, serving=serving),
    )


@dataclass(frozen=True)
class _Units:
    """Ids of the units whose seats may answer for a place.

    They are asked for by themselves, for they are few: a database that starts from them never
    looks through all seats, whatever it knows of its tables.

    Attributes:
        direct: districts that may cover the place, and workplaces.
        elected: filled by a congress on the chain, or by one in the place for one above.
        here: nobody knows which congress elects; the unit lies at the place.
        nowhere: nobody knows that, nor where the unit lies.
    """

    direct: list[int]
    elected: list[int]
    here: list[int]
    nowhere: list[int]

    @property
    def all(self) -> list[int]:
        """Every unit, once more beside a condition that names them one kind at a time."""
        return [*self.direct, *self.elected, *self.here, *self.nowhere]

    @classmethod
    def of(cls, division: Division, chain: list[Division], congresses: list[Congress]) -> Self:
        voted = [c.pk for c in congresses if c.election == Election.DIRECT]
        on_chain = [congress.pk for congress in congresses]
        areas = ElectoralUnitArea.objects.order_by()
        touching = areas.filter(Q(division__in=chain) | Q(division__path__under=division.path))
        of_chain = Q(term__congress__in=on_chain)
        below = Q(electing_congress__division_path__under=division.path)
        rows = (
            ElectoralUnit.objects.filter(
                Q(kind=UnitKind.DISTRICT, term__congress__in=voted)
                | Q(kind=UnitKind.ELECTING_UNIT)
                & (
                    Q(electing_congress__in=on_chain)
                    | of_chain & (below | Q(electing_congress=None))
                )
            )
            .annotate(
                touches=_holds(Q(pk__in=touching.values("unit"))),
                has_areas=_holds(Q(pk__in=areas.values("unit"))),
            )
            .order_by()
            .values_list("pk", "kind", "basis", "electing_congress", "touches", "has_areas")
        )
        found: dict[str, list[int]] = defaultdict(list)
        for pk, kind, basis, electing, touches, has_areas in rows:
            if kind == UnitKind.DISTRICT:
                if touches or not has_areas or basis == UnitBasis.WORKPLACE:
                    found["direct"].append(pk)
            elif electing is not None:
                found["elected"].append(pk)
            elif touches:
                found["here"].append(pk)
            elif not has_areas:
                found["nowhere"].append(pk)
        return cls(found["direct"], found["elected"], found["here"], found["nowhere"])

    def listed(self, is_named: Q) -> Q:
        """Whose seats are named one by one.

        Where nobody knows which congress elects, those whose unit bears the place's name, and in
        a prefecture those of which nothing is known.
        """
        in_prefecture = Q(unit__in=self.nowhere, level=Level.PREFECTURE)
        return Q(unit__in=self.elected) & is_named | Q(unit__in=self.here) | in_prefecture

    def folded(self, is_named: Q) -> Q:
        """Whose seats are only counted: those that ``listed`` leaves out."""
        above = Q(unit__in=self.nowhere) & ~Q(level=Level.PREFECTURE)
        return Q(unit__in=self.elected) & ~is_named | above


def _holds(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _is_named(division: Division, near_paths: list[str], on: datetime.date) -> Q:
    """Who is named one by one: in a prefecture all, above it who is near the place.

    Near is who is posted, works or lives in its county or prefecture.

    A place below the province also names those its own congresses send to the province.
    """
    named = Q(level__gte=Level.PREFECTURE)
    if division.level >= Level.PREFECTURE:
        named |= Q(level=Level.PROVINCE)
    if near_paths:
        named |= posted_near(near_paths, on)
    for path in near_paths:
        named |= Q(deputy__work_place__path__under=path)
        named |= Q(deputy__residence__path__under=path)
    return named


def _near_paths(chain: list[Division]) -> list[str]:
    return [p.path or "" for p in chain if p.level in (Level.PREFECTURE, Level.COUNTY)]


def _areas_of(mandates: list[Mandate]) -> dict[int, list[ElectoralUnitArea]]:
    """Return ``{unit id: areas}`` of the units of ``mandates``."""
    units = {mandate.unit_id for mandate in mandates}
    found = defaultdict(list)
    areas = ElectoralUnitArea.objects.filter(unit__in=units).select_related("division")
    for area in areas.order_by("division__code", "part"):
        found[area.unit_id].append(area)
    return found


def _folded(mandates: MandateQuerySet, congresses: list[Congress]) -> list[Folded]:
    """Count ``mandates`` by the congress they sit in and the one that elects.

    ``congresses`` are those loaded already: nearly always the ones meant.
    """
    keys = ("term__congress", "unit__electing_congress")
    counts = list(mandates.order_by().values_list(*keys).annotate(count=Count("pk")))
    named = {pk for congress, electing, _ in counts for pk in (congress, electing) if pk}
    found = {congress.pk: congress for congress in congresses}
    if missing := named - found.keys():
        found |= Congress.objects.select_related("division").in_bulk(missing)
    return [
        Folded(found[congress], found[electing] if electing else None, count)
        for congress, electing, count in counts
    ]


def _loaded(mandates: MandateQuerySet) -> MandateQuerySet:
    """Load what the tiers show of each seat, in one query."""
    return mandates.select_related(
        "deputy__work_place", "deputy__residence", "term__congress__division", "unit__division",
        "unit__electing_congress__division",
    ).defer("deputy__biography").order_by("level", "unit__number", "pk")  # fmt: skip
