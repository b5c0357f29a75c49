"""How many people hold office (人数), each person counted once."""

import datetime
from collections.abc import Iterable

from django.db.models import Count
from django.db.models.functions import Coalesce, Substr

from core.paging import COUNT_LIMIT
from core.paths import STEP
from divisions.models import Division

from .models import Mandate
from .models.mandate import MandateQuerySet, in_force


def _mandates(division: Division | None) -> MandateQuerySet:
    mandates = Mandate.objects.live().filter(deputy__live=True)
    return mandates.in_place(division) if division else mandates


def has_few_seats(division: Division | None) -> bool:
    """Whether the seats in ``division``, ended ones too, are few enough to be counted by group."""
    return _mandates(division).order_by()[: COUNT_LIMIT + 1].count() <= COUNT_LIMIT


def people_by_term(division: Division | None, on: datetime.date) -> list[tuple[int, int, int]]:
    """Return rows of (division level, term, people in office on the day ``on``).

    Terms in which nobody is in office any more come with 0; the highest level and the latest
    term first. Without a division everywhere.
    """
    people = Count("deputy", distinct=True, filter=in_force(on))
    rows = _mandates(division).values("level", "term__number").annotate(people=people)
    ordered = rows.order_by("level", "-term__number")
    return list(ordered.values_list("level", "term__number", "people"))


def people_in_office(division: Division | None, on: datetime.date) -> int:
    """Return how many people hold office in ``division`` on the day ``on``."""
    return (
        _mandates(division).serving(on).aggregate(people=Count("deputy", distinct=True))["people"]
    )


def people_by_place(
    division: Division, places: Iterable[Division], on: datetime.date, level: int | None = None
) -> dict[int, int]:
    """Return ``{pk of a place below division: people in office there}``, one query.

    A seat lies where its unit's areas lie; where none are known, at its congress.

    Args:
        division: the place above all ``places``.
        places: each directly below it.
        on: the day.
        level: only seats of this division level; all when omitted.
    """
    mandates = _mandates(division).serving(on)
    if level is not None:
        mandates = mandates.filter(level=level)
    lies = Coalesce("unit__areas__division__path", "division_path")
    step = Substr(lies, 1, len(division.path or "") + STEP)
    rows = mandates.annotate(step=step).values("step").order_by()
    counts = dict(
        rows.annotate(people=Count("deputy", distinct=True)).values_list("step", "people")
    )
    return {place.pk: counts.get(place.path, 0) for place in places}
