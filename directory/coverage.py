"""How far stations cover a place and its deputies (覆盖情况), for each place directly below.

Counted is what is published: stations that stand, by kind, the townships that have one or are
served by one, deputies in office and those of them who are posted to a station, and the
legislative contact points.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Substr

from core.paths import STEP, ancestor_paths
from divisions.enums import Level
from divisions.models import Division
from divisions.places import places_below

from .enums import ColocationKind
from .models import Mandate, Posting, Station
from .models.station import Colocation, StationArea, standing


@dataclass
class CoverageRow:
    """The numbers of one place, everything below it included.

    Attributes:
        kinds: ``{kind of station: number}``.
        deputies: people in office, by who maintains their units.
        posted: those of them who are posted to a station, wherever it stands.
    """

    name: str
    division_id: int | None = None
    stations: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    townships: int = 0
    covered: int = 0
    deputies: int = 0
    posted: int = 0
    contact_points: int = 0

    @property
    def posted_share(self) -> str:
        """Share of deputies posted, rounded down, so that 100% means all; 无 of nobody."""
        return f"{self.posted * 100 // self.deputies}%" if self.deputies else "无"

    @property
    def per_station(self) -> str:
        """Posted deputies for each station; 无 without a station."""
        return f"{self.posted / self.stations:.1f}" if self.stations else "无"


def coverage(place: Division, on: datetime.date) -> tuple[list[CoverageRow], CoverageRow]:
    """Return a row for each place directly below ``place``, and one for the whole.

    What belongs to ``place`` itself and lies in none of them stands in a first row (本级), where
    there is any. A fixed number of queries, however many places there are.
    """
    return _Coverage(place, on).rows()


class _Coverage:
    """Counts what lies in one place on one day."""

    def __init__(self, place: Division, on: datetime.date) -> None:
        self.on, self.root = on, place.path or ""
        self.length = len(self.root) + STEP
        self.whole, self.own = CoverageRow("合计"), CoverageRow(f"{place.name}本级")
        self.below = {below.path or "": _row_of(below) for below in places_below(place, on)}

    def rows(self) -> tuple[list[CoverageRow], CoverageRow]:
        """Return the rows of the places and the whole."""
        self._count_stations()
        self._count_townships()
        self._count_deputies()
        has_own = self.own.stations or self.own.deputies or self.own.contact_points
        return [*([self.own] if has_own else []), *self.below.values()], self.whole

    def _of(self, path: str) -> tuple[CoverageRow, CoverageRow]:
        """Return the rows in which what lies at ``path`` counts."""
        return self.whole, self.below.get(path[: self.length], self.own)

    def _count_stations(self) -> None:
        stations = Station.objects.live().filter(standing(self.on), division_path__under=self.root)
        for path, kind in stations.order_by().values_list("division_path", "kind__name"):
            for row in self._of(path):
                row.stations += 1
                row.kinds[kind] += 1
        points = Colocation.objects.filter(kind=ColocationKind.LEGISLATION, station__in=stations)
        for path in points.order_by().values_list("station__division_path", flat=True):
            for row in self._of(path):
                row.contact_points += 1

    def _count_townships(self) -> None:
        stations = Station.objects.live().filter(standing(self.on)).order_by()
        near = stations.filter(division_path__under=self.root)
        serving = StationArea.objects.filter(station__in=stations)
        here = serving.filter(
            Q(division__path__under=self.root) | Q(division__path__in=ancestor_paths(self.root))
        )
        areas = set(here.values_list("division__path", flat=True))
        touched = {above for path in areas for above in ancestor_paths(path)}
        touched |= {
            a for p in near.values_list("division_path", flat=True) for a in ancestor_paths(p)
        }
        townships = Division.objects.filter(path__under=self.root, level=Level.TOWNSHIP)
        for path in townships.valid(self.on).order_by().values_list("path", flat=True):
            is_covered = path in touched or not areas.isdisjoint(ancestor_paths(path))
            for row in self._of(path):
                row.townships += 1
                row.covered += is_covered

    def _count_deputies(self) -> None:
        seats = Mandate.objects.live().filter(deputy__live=True).serving(self.on)
        seats = seats.filter(division_path__under=self.root).order_by()
        postings = Posting.objects.live().current(self.on).filter(station__live=True)
        posted = Exists(postings.filter(deputy=OuterRef("deputy")))
        people = Count("deputy", distinct=True)
        posted_people = Count("deputy", distinct=True, filter=Q(posted))
        counts = {"deputies": people, "posted": posted_people}
        numbers = seats.aggregate(**counts)
        self.whole.deputies, self.whole.posted = numbers["deputies"], numbers["posted"]
        by_step = seats.annotate(step=Substr("division_path", 1, self.length)).values("step")
        for found in by_step.annotate(**counts):
            row = self._of(found["step"])[1]
            row.deputies, row.posted = found["deputies"], found["posted"]


def _row_of(place: Division) -> CoverageRow:
    return CoverageRow(place.name, division_id=place.pk)
