"""The postings that answer for a place (进站): who receives people at its stations."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q

from divisions.enums import Level
from divisions.models import Division

from .enums import UnitKind
from .models import Mandate, Posting, StationArea
from .models.mandate import MandateQuerySet
from .models.period import PeriodQuerySet
from .models.station import standing

#: places whose stations are their own alone: those below them are many
_ABOVE_TOWNS = Level.COUNTY


class StationName(NamedTuple):
    """A station as a reason names it, and the path of the place it belongs to."""

    name: str
    path: str


@dataclass(frozen=True)
class Postings:
    """Who is posted where.

    Attributes:
        here: ``{deputy id: stations}`` that serve the place, the nearest first.
        near: likewise, in its county and prefecture, of the deputies that were asked about.
        mandates: ``{deputy id: the highest mandate in force}`` of who is posted here; soldiers
            have none, for no place names them.
    """

    here: dict[int, list[StationName]] = field(default_factory=dict)
    near: dict[int, list[StationName]] = field(default_factory=dict)
    mandates: dict[int, Mandate] = field(default_factory=dict)


def in_force(on: datetime.date) -> PeriodQuerySet:
    """Return the published postings that hold on the day ``on``, at stations that are there."""
    return Posting.objects.live().current(on).filter(standing(on, "station__"), station__live=True)


def posted_near(paths: Collection[str], on: datetime.date) -> Q:
    """Return the condition on mandates of being posted in one of the subtrees."""
    return Q(deputy__in=in_force(on).filter(_under(paths)).order_by().values("deputy"))


def load_postings(
    division: Division,
    on: datetime.date,
    *,
    asked: Collection[int],
    near_paths: Collection[str],
    serving: MandateQuerySet,
) -> Postings:
    """Return who is posted to the stations of a place, in two queries at most.

    Those count whose service area covers the place; where there are none, those of the place
    itself and of its township.

    Args:
        division: the place.
        on: the day.
        asked: ids of deputies whose postings near the place are wanted, too.
        near_paths: what near means.
        serving: the mandates in force, of which those of the posted are loaded.
    """
    covering = StationArea.objects.filter(division__in=division.ancestor_ids).order_by()
    covers = Q(station__in=covering.values("station"))
    # A union: each part is found by its index, one condition with OR looks through all postings.
    ids = Posting.objects.order_by()
    parts = [ids.filter(_local(division)).values("pk")]
    if asked and near_paths:
        parts.append(ids.filter(_under(near_paths), deputy__in=asked).values("pk"))
    rows = (
        in_force(on)
        .filter(pk__in=ids.filter(covers).values("pk").union(*parts), deputy__live=True)
        .annotate(
            covers=ExpressionWrapper(covers, output_field=BooleanField()),
            is_local=ExpressionWrapper(_local(division), output_field=BooleanField()),
        )
        .order_by("-station__division__level", "station__name", "pk")
        .values_list(
            "deputy", "station__name", "station__division_path", "covers", "is_local"
        )
    )  # fmt: skip
    found = [(deputy, StationName(*station), c, local) for deputy, *station, c, local in rows]
    has_covering = any(c for _, _, c, _ in found)
    here, near = defaultdict(list), defaultdict(list)
    for deputy, station, is_covering, is_local in found:
        if is_covering if has_covering else is_local:
            here[deputy].append(station)
        if deputy in asked and station.path.startswith(tuple(near_paths)):
            near[deputy].append(station)
    return Postings(dict(here), dict(near), _mandates(here, serving) if here else {})


def _local(division: Division) -> Q:
    """Return the condition of a station being the place's own, or of its township."""
    if division.level == Level.TOWNSHIP:
        return Q(station__division_path__under=division.path)
    if division.level <= _ABOVE_TOWNS:
        return Q(station__division=division.pk)
    own = Q(station__division__in=division.ancestor_ids[-2:])
    return own & Q(station__division__level__gte=Level.TOWNSHIP)


def _under(paths: Collection[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(station__division_path__under=path)
    return condition


def _mandates(deputies: Collection[int], serving: MandateQuerySet) -> dict[int, Mandate]:
    """Return the highest mandate of each, none for soldiers."""
    mandates = serving.filter(deputy__in=list(deputies)).select_related(
        "deputy", "term__congress__division", "unit"
    )
    found: dict[int, Mandate] = {}
    soldiers = set()
    for mandate in mandates.defer("deputy__biography").order_by("level", "pk"):
        found.setdefault(mandate.deputy_id, mandate)
        if mandate.unit.kind == UnitKind.ARMED_FORCES:
            soldiers.add(mandate.deputy_id)
    return {deputy: mandate for deputy, mandate in found.items() if deputy not in soldiers}
