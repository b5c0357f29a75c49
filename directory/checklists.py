"""How much a station has of what checklists ask for (十有 8/10), and which documents it lacks.

A list binds its division and all below. Those of the nation ship with the site and are models to
choose from, as places differ: where no list of the place itself asks for documents, all the
documents of one of the models are enough. A document counts once its file is there, a check by
the latest word on the item.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q

from core.paths import ancestor_paths
from divisions.enums import Level

from .enums import ChecklistSubject
from .models import Checklist, ChecklistItem, Station
from .models.station_upkeep import StationCheck, StationDocument


@dataclass(frozen=True)
class ChecklistState:
    """How far a station has the things of one list; ``missing`` names the others.

    Attributes:
        is_model: it is one of the nation's, which bind nobody.
        is_begun: something of it has been checked or filed.
    """

    name: str
    met: int
    missing: list[str]
    is_model: bool
    is_begun: bool

    def __str__(self) -> str:
        return f"{self.name} {self.met}/{self.total}"

    @property
    def total(self) -> int:
        """How many things the list has."""
        return self.met + len(self.missing)


def lacks_documents() -> Q:
    """Return the condition of a station lacking a document that a list makes mandatory."""
    filed = StationDocument.objects.exclude(document=None).filter(kind=OuterRef("pk"))
    wanted = ChecklistItem.objects.filter(
        wants_document=True, checklist__live=True, checklist__subject=ChecklistSubject.STATION
    )
    here = ExpressionWrapper(OuterRef("division_path"), output_field=CharField())
    own = wanted.exclude(checklist__division__level=Level.NATION).annotate(here=here)
    own = own.filter(here__startswith=F("checklist__division_path"))
    own_missing = own.filter(~Exists(filed.filter(station=OuterRef(OuterRef("pk")))))
    of_model = wanted.filter(checklist=OuterRef("pk"))
    unfiled = of_model.filter(~Exists(filed.filter(station=OuterRef(OuterRef(OuterRef("pk"))))))
    models = Checklist.objects.filter(division__level=Level.NATION)
    whole_model = models.filter(Exists(of_model), ~Exists(unfiled))
    return Exists(own_missing) | (~Exists(own) & ~Exists(whole_model))


def checklist_states(
    stations: Collection[Station], on: datetime.date
) -> dict[int, list[ChecklistState]]:
    """Return ``{station: states of its lists}`` on the day ``on``, in four queries for all."""
    above = {path for station in stations for path in ancestor_paths(station.division_path)}
    lists = (
        Checklist.objects.filter(
            live=True, subject=ChecklistSubject.STATION, division_path__in=above
        )
        .select_related("division")
        .prefetch_related("items")
    )
    has = _what_is_there(stations, on)
    return {
        station.pk: [
            _state(checklist, has[station.pk])
            for checklist in lists
            if station.division_path.startswith(checklist.division_path)
        ]
        for station in stations
    }


def _what_is_there(
    stations: Collection[Station], on: datetime.date
) -> dict[int, dict[tuple[int, bool], bool]]:
    """Return ``{station: {(item, whether it is a document): whether it is there}}``."""
    has: dict[int, dict[tuple[int, bool], bool]] = defaultdict(dict)
    here = {"station__in": [station.pk for station in stations]}
    checks = StationCheck.objects.filter(checked_on__lte=on, **here)
    for station, item, is_met in checks.order_by("checked_on", "pk").values_list(
        "station", "item", "is_met"
    ):
        has[station][item, False] = is_met
    filed = StationDocument.objects.exclude(document=None).exclude(kind=None).filter(**here)
    for station, kind in filed.values_list("station", "kind"):
        has[station][kind, True] = True
    return has


def _state(checklist: Checklist, has: dict[tuple[int, bool], bool]) -> ChecklistState:
    items = list(checklist.items.all())
    missing = [item.name for item in items if not has.get((item.pk, item.wants_document))]
    return ChecklistState(
        name=checklist.name,
        met=len(items) - len(missing),
        missing=missing,
        is_model=checklist.division.level == Level.NATION,
        is_begun=any((item.pk, item.wants_document) in has for item in items),
    )
