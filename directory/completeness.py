"""What is missing in what the public reads (资料缺项), and what nobody has confirmed for a year.

The five things to publish of a deputy — name, photo, employer, post, a way to get in touch — are
those of 代表法 第五十八条 and local rules; employer and post are one text here.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .checklists import lacks_documents
from .enums import DeputyGap, StationGap
from .models import Deputy, Mandate, OpeningRule, Posting, Station
from .models.confirmed import VALID_FOR
from .models.period import current
from .models.station import StationArea, StationPhoto
from .models.station_upkeep import StationLiaison

#: gaps that are told apart from what the public page lacks
_ASIDE = frozenset({DeputyGap.STALE, DeputyGap.UNPOSTED, StationGap.STALE})
#: how many of the things to publish one gap stands for, where more than one
_COUNTS_FOR = {DeputyGap.POST: 2}


def stale(on: datetime.date) -> Q:
    """Return the condition of not having been confirmed in the year that ends on ``on``."""
    return Q(confirmed_on=None) | Q(confirmed_on__lt=on - VALID_FOR)


def in_office(on: datetime.date) -> Q:
    """Return the condition of a deputy holding a published mandate on the day ``on``."""
    return Q(Exists(Mandate.objects.live().serving(on).filter(deputy=OuterRef("pk"))))


def deputy_gap(gap: str, on: datetime.date | None = None) -> Q:
    """Return the condition of a deputy lacking one thing on the day ``on`` (default: today)."""
    on = on or timezone.localdate()
    posted = Posting.objects.live().current(on).filter(deputy=OuterRef("pk"))
    return {
        DeputyGap.PHOTO: Q(photo=None),
        DeputyGap.POST: Q(post=""),
        DeputyGap.CONTACT: Q(public_channel="") & ~Exists(posted.exclude(station__telephone="")),
        DeputyGap.UNPOSTED: in_office(on) & ~Exists(posted),
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
        StationGap.DOCUMENTS: lacks_documents(),
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
    whole = Q(**{f"lacks_{gap.value}": 0 for gap in gaps if gap not in _ASIDE})
    rows = (
        _flagged(records, gaps, on)
        .order_by()
        .values("division", "division__name", "division__code", "division__path")
        .annotate(
            total=Count("pk"),
            complete=Count("pk", filter=whole),
            **{f"n_{name}": Count("pk", filter=Q(**{f"lacks_{name}": 1})) for name in gaps.values},
        )
        .order_by("division__path")
    )
    return [
        GapRow(
            division_id=row["division"], division=row["division__name"],
            code=row["division__code"], total=row["total"], complete=row["complete"],
            gaps={name: row[f"n_{name}"] for name in gaps.values},
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Completeness:
    """How much one record has of what the public should read.

    Attributes:
        missing: what it lacks, in words.
        remarks: what else there is to say (一年没有核对).
    """

    present: int
    total: int
    missing: list[str]
    remarks: list[str]

    def __str__(self) -> str:
        lacks = [f"缺：{'、'.join(self.missing)}"] if self.missing else []
        return "；".join([" ".join([f"{self.present}/{self.total}", *lacks]), *self.remarks])


def deputy_completeness(deputies: Iterable[Deputy], on: datetime.date) -> dict[int, Completeness]:
    """Return ``{deputy: completeness}`` on the day ``on``, in one query; former ones owe nothing.

    Name, photo, employer, post and a way to get in touch are five.
    """
    owing = Deputy.objects.filter(Q(live=False) | in_office(on))
    return _completeness(owing, deputies, DeputyGap, on, certain=1)


def station_completeness(stations: Iterable[Station], on: datetime.date) -> dict[int, Completeness]:
    """Return ``{station: completeness}`` on the day ``on``, in one query.

    Closed ones owe nothing.
    """
    owing = Station.objects.filter(closed_on=None)
    return _completeness(owing, stations, StationGap, on)


def _completeness(
    owing: QuerySet, records: Iterable[models.Model], gaps: type[models.TextChoices],
    on: datetime.date, *, certain: int = 0,
) -> dict[int, Completeness]:  # fmt: skip
    """Return what each of ``records`` has; ``certain`` things every record has."""
    chosen = _flagged(owing.filter(pk__in=[record.pk for record in records]), gaps, on)
    columns = [f"lacks_{name}" for name in gaps.values]
    total = certain + sum(_COUNTS_FOR.get(gap, 1) for gap in gaps if gap not in _ASIDE)
    found = {}
    for pk, *flags in chosen.values_list("pk", *columns):
        lacking = [gap for gap, flag in zip(gaps, flags, strict=True) if flag]
        missing = [gap for gap in lacking if gap not in _ASIDE]
        found[pk] = Completeness(
            total - sum(_COUNTS_FOR.get(gap, 1) for gap in missing),
            total,
            [gap.label.removeprefix("缺").removeprefix("没有") for gap in missing],
            [gap.label for gap in lacking if gap in _ASIDE],
        )
    return found


def _flagged(records: QuerySet, gaps: type[models.TextChoices], on: datetime.date) -> QuerySet:
    """Add a column ``lacks_…`` for each of ``gaps``, 1 or 0."""
    condition_of = deputy_gap if gaps is DeputyGap else station_gap
    return records.annotate(
        **{
            f"lacks_{gap.value}": models.Case(
                models.When(condition_of(gap.value, on), then=1),
                default=0,
                output_field=models.IntegerField(),
            )
            for gap in gaps
        }
    )
