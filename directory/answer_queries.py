"""The seats that may answer for a place, loaded in a fixed number of queries."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from divisions.enums import Level
from divisions.models import Division

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
        congresses: those on the electoral chain.
        direct: mandates of congresses that voters elect, of units that may cover the place.
        areas: ``{unit id: its areas}``; units without any are missing.
        indirect: mandates that a congress on the chain, or an unknown one, has filled.
        folded: the further ones, counted.
        near_paths: prefecture and county of the place, within which a deputy counts as near.
    """

    congresses: list[Congress]
    direct: list[Mandate]
    areas: dict[int, list[ElectoralUnitArea]]
    indirect: list[Mandate]
    folded: list[Folded]
    near_paths: list[str]


def load_seats(division: Division, chain: list[Division], on: datetime.date) -> Seats:
    """Return the seats in office on the day ``on`` that may answer for ``division``."""
    congresses = list(
        Congress.objects.filter(division__in=chain).select_related("division").order_by("pk")
    )
    serving = Mandate.objects.live().answering(on).filter(deputy__live=True)
    query = _Query(division, chain, congresses)
    direct = list(_loaded(query.direct(serving)))
    near = [place.path or "" for place in chain if place.level in (Level.PREFECTURE, Level.COUNTY)]
    return Seats(
        congresses=congresses,
        direct=direct,
        areas=query.areas_of(direct),
        indirect=list(_loaded(query.listed(serving))),
        folded=query.folded(serving),
        near_paths=near,
    )


class _Query:
    """The conditions under which a seat may answer for a place."""

    def __init__(
        self, division: Division, chain: list[Division], congresses: list[Congress]
    ) -> None:
        self.division, self.chain = division, chain
        self.elected_by_voters = [c.pk for c in congresses if c.election == Election.DIRECT]
        self.on_chain = [congress.pk for congress in congresses]
        # Few, and asked for by themselves: a database that starts from them never looks through
        # all seats, whatever else a condition joins.
        electing = ElectoralUnit.objects.filter(
            Q(electing_congress__in=self.on_chain) | Q(term__congress__in=self.on_chain),
            kind=UnitKind.ELECTING_UNIT,
        )
        self.electing_units = list(electing.values_list("pk", flat=True))
        areas = ElectoralUnitArea.objects.filter(unit=OuterRef("unit"))
        self.has_areas = Exists(areas)
        self.touches_place = Exists(
            areas.filter(Q(division__in=chain) | Q(division__path__under=division.path))
        )

    def direct(self, mandates: MandateQuerySet) -> MandateQuerySet:
        """Keep the seats of districts that may cover the place, and of workplaces."""
        return mandates.filter(
            Q(unit__basis=UnitBasis.WORKPLACE) | self.touches_place | ~self.has_areas,
            term__congress__in=self.elected_by_voters,
            unit__kind=UnitKind.DISTRICT,
        )

    def areas_of(self, mandates: list[Mandate]) -> dict[int, list[ElectoralUnitArea]]:
        """Return ``{unit id: areas}`` of the units of ``mandates``."""
        units = {mandate.unit_id for mandate in mandates}
        found = defaultdict(list)
        areas = ElectoralUnitArea.objects.filter(unit__in=units).select_related("division")
        for area in areas.order_by("division__code", "part"):
            found[area.unit_id].append(area)
        return found

    def listed(self, mandates: MandateQuerySet) -> MandateQuerySet:
        """Keep the seats filled by congresses that are named one by one.

        Where nobody knows which congress elects, those whose unit bears the place's name, and in
        a prefecture those of which nothing is known.
        """
        unknown = self.touches_place | (~self.has_areas & Q(level=Level.PREFECTURE))
        wanted = self._known() & self._is_named() | self._unknown() & unknown
        return mandates.filter(wanted, unit__in=self.electing_units)

    def folded(self, mandates: MandateQuerySet) -> list[Folded]:
        """Count the seats filled by congresses that ``listed`` leaves out."""
        unknown = self._unknown() & ~self.has_areas & ~Q(level=Level.PREFECTURE)
        left = mandates.filter(
            self._known() & ~self._is_named() | unknown, unit__in=self.electing_units
        )
        keys = ("term__congress", "unit__electing_congress")
        counts = left.order_by().values_list(*keys).annotate(count=Count("pk"))
        return self._with_congresses(list(counts))

    def _with_congresses(self, counts: list[tuple[int, int | None, int]]) -> list[Folded]:
        named = {pk for congress, electing, _ in counts for pk in (congress, electing) if pk}
        found = Congress.objects.select_related("division").in_bulk(named)
        return [
            Folded(found[congress], found[electing] if electing else None, count)
            for congress, electing, count in counts
        ]

    def _known(self) -> Q:
        """The seats filled by a congress on the chain, or by one in the place for one above."""
        inside = Q(
            unit__electing_congress__division_path__under=self.division.path,
            term__congress__in=self.on_chain,
        )
        return Q(unit__electing_congress__in=self.on_chain) | inside

    def _unknown(self) -> Q:
        return Q(unit__electing_congress=None, term__congress__in=self.on_chain)

    def _is_named(self) -> Q:
        """Who is named one by one: in a prefecture all, above it who is near the place.

        A place below the province also names those its own congresses send to the province.
        """
        named = Q(level__gte=Level.PREFECTURE)
        if self.division.level >= Level.PREFECTURE:
            named |= Q(level=Level.PROVINCE)
        near = [p for p in self.chain if p.level in (Level.PREFECTURE, Level.COUNTY)]
        for place in near:
            named |= Q(deputy__work_place__path__under=place.path)
            named |= Q(deputy__residence__path__under=place.path)
        return named


def _loaded(mandates: MandateQuerySet) -> MandateQuerySet:
    """Load what the tiers show of each seat, in one query."""
    return mandates.select_related(
        "deputy__work_place", "deputy__residence", "term__congress__division", "unit__division",
        "unit__electing_congress__division",
    ).defer("deputy__biography").order_by("level", "unit__number", "pk")  # fmt: skip
