"""What is missing in what the public reads (资料缺项), and what nobody has confirmed for a year.

The five things to publish of a deputy — name, photo, employer, post, a way to get in touch — are
those of 代表法 第五十八条 and local rules; employer and post are one text here.
"""

import datetime
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .enums import DeputyGap, StationGap
from .models import Deputy, Mandate, OpeningRule, Posting, Station
from .models.confirmed import VALID_FOR
from .models.period import current
from .models.station import StationArea, StationPhoto
from .models.station_upkeep import StationLiaison


def stale(on: datetime.date) -> Q:
    """Return the condition of not having been confirmed in the year that ends on ``on``."""
    return Q(confirmed_on=None) | Q(confirmed_on__lt=on - VALID_FOR)


def deputy_gap(gap: str, on: datetime.date | None = None) -> Q:
    """Return the condition of a deputy lacking one thing on the day ``on`` (default: today)."""
    on = on or timezone.localdate()
    posted = Posting.objects.live().current(on).filter(deputy=OuterRef("pk"))
    return {
        DeputyGap.PHOTO: Q(photo=None),
        DeputyGap.POST: Q(post=""),
        DeputyGap.CONTACT: Q(public_channel="") & ~Exists(posted.exclude(station__telephone="")),
        DeputyGap.STALE: stale(on),
    }[DeputyGap(gap)]


def station_gap(gap: str, on: datetime.date | None = None) -> Q:
    """Return the condition of a station lacking one thing on the day ``on`` (default: today)."""
    on = on or timezone.localdate()
    here = {"station": OuterRef("pk")}
    return {
        StationGap.ADDRESS: Q(address=""),
        StationGap.TELEPHONE: Q(telephone=""),
        StationGap.PHOTO: ~Exists(StationPhoto.objects.filter(**here)),
        StationGap.AREA: ~Exists(StationArea.objects.filter(**here)),
        StationGap.OPENING: ~Exists(OpeningRule.objects.filter(current(on), **here)),
        StationGap.LIAISON: ~Exists(StationLiaison.objects.filter(current(on), **here)),
        StationGap.DEPUTY: ~Exists(Posting.objects.live().current(on).filter(**here)),
        StationGap.STALE: stale(on),
    }[StationGap(gap)]


def deputies_to_complete(on: datetime.date) -> QuerySet[Deputy]:
    """Return the published deputies in office: former ones owe the public nothing more."""
    return Deputy.objects.live().holding(Mandate.objects.live().serving(on))


def stations_to_complete() -> QuerySet[Station]:
    """Return the published stations that have not been closed."""
    return Station.objects.live().filter(closed_on=None)


@dataclass(frozen=True)
class GapRow:
    """One maintaining division: how many records it has and how many lack what.

    Attributes:
        gaps: ``{gap: number of records}``, in the order of the choices.
        complete: how many records lack nothing (staleness aside).
    """

    division_id: int
    division: str
    code: str
    total: int
    complete: int
    gaps: dict[str, int]

    @property
    def percent(self) -> int:
        """Share of complete records, rounded down, so that 100 means all."""
        return self.complete * 100 // self.total


def gap_rows(records: QuerySet, gaps: type[models.TextChoices], on: datetime.date) -> list[GapRow]:
    """Return a row for each division that maintains any of ``records``, in one query."""
    condition_of = deputy_gap if gaps is DeputyGap else station_gap
    conditions = {gap.value: condition_of(gap.value, on) for gap in gaps}
    flagged = records.annotate(
        **{
            f"lacks_{name}": models.Case(
                models.When(condition, then=1), default=0, output_field=models.IntegerField()
            )
            for name, condition in conditions.items()
        }
    )
    whole = Q(**{f"lacks_{name}": 0 for name in conditions if name != gaps.STALE.value})
    rows = (
        flagged.order_by()
        .values("division", "division__name", "division__code", "division__path")
        .annotate(
            total=Count("pk"),
            complete=Count("pk", filter=whole),
            **{f"n_{name}": Count("pk", filter=Q(**{f"lacks_{name}": 1})) for name in conditions},
        )
        .order_by("division__path")
    )
    return [
        GapRow(
            division_id=row["division"], division=row["division__name"],
            code=row["division__code"], total=row["total"], complete=row["complete"],
            gaps={name: row[f"n_{name}"] for name in conditions},
        )
        for row in rows
    ]  # fmt: skip
