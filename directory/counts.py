"""How many people hold office (人数), each person counted once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.db.models import Q
from django.db.models.functions import Coalesce, Substr

from core.paging import COUNT_LIMIT
from core.paths import STEP
from divisions.enums import Level
from divisions.models import Division

from .models import Deputy, Mandate, Term
from .models.mandate import MandateQuerySet


class Tally:
    """Counts the people in office in a place, by level and by the places directly below.

    One query fetches who sits where, and all is counted from that: a person may have a seat at
    several levels, and a unit may lie in several places, so that no sum of groups is the whole.

    Attributes:
        is_complete: whether anybody was counted: within a prefecture always, everywhere where
            there are few seats in all. More would take too long.
    """

    def __init__(
        self,
        division: Division | None,
        on: datetime.date,
        *,
        start: Division | None = None,
        name: str = "",
    ) -> None:
        """Fetch who sits in ``division`` (everywhere when ``None``) on the day ``on``.

        Args:
            division: the place.
            on: the day.
            start: above the places to count by where that is not ``division``.
            name: count only people whom ``Deputy.objects.named`` finds.
        """
        seats = _seats(division)
        if name:
            seats = seats.filter(deputy__in=Deputy.objects.named(name).order_by().values("pk"))
        if division:
            self.is_complete = division.level > Level.PROVINCE
        else:
            self.is_complete = seats.order_by()[: COUNT_LIMIT + 1].count() <= COUNT_LIMIT
        # A seat lies where its unit's areas lie; where none are known, at its congress.
        lies = Coalesce("unit__areas__division__path", "division_path")
        place = division or start
        length = len(place.path or "" if place else "") + STEP
        rows = seats.serving(on).annotate(step=Substr(lies, 1, length)).order_by()
        found = rows.values_list("deputy", "level", "step").distinct()
        self._rows = list(found) if self.is_complete else []

    @cached_property
    def people(self) -> int:
        """How many people there are."""
        return self.at_level(None)

    def at_level(self, level: int | None) -> int:
        """Return how many people sit at a division level, or at any."""
        return len({deputy for deputy, row_level, _ in self._rows if level in (None, row_level)})

    @cached_property
    def by_level(self) -> dict[int, int]:
        """How many people sit at each division level; 0 for the others."""
        people: dict[int, set[int]] = defaultdict(set)
        for deputy, level, _ in self._rows:
            people[level].add(deputy)
        return defaultdict(int, {level: len(found) for level, found in people.items()})

    def by_place(self, places: Iterable[Division], level: int | None = None) -> dict[int, int]:
        """Return ``{pk: people}`` of places directly below, at one division level or all."""
        people: dict[str, set[int]] = defaultdict(set)
        for deputy, row_level, step in self._rows:
            if level in (None, row_level):
                people[step].add(deputy)
        return {place.pk: len(people.get(place.path or "", ())) for place in places}


def terms_of(division: Division | None, level: int) -> list[int]:
    """Return the terms of the congresses of a division level that a place has a part in.

    Those in the place and those above it, the latest term first.
    """
    terms = Term.objects.filter(live=True, congress__division__level=level)
    if division:
        inside = Q(congress__division_path__under=division.path)
        terms = terms.filter(inside | Q(congress__division__in=division.ancestor_ids))
    return list(terms.order_by("-number").values_list("number", flat=True).distinct())


def _seats(division: Division | None) -> MandateQuerySet:
    """Return the seats that are shown, ended ones too."""
    seats = Mandate.objects.live().filter(deputy__live=True)
    return seats.in_place(division) if division else seats
