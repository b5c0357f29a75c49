"""How many people hold office (人数), each person counted once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Substr

from core.paging import COUNT_LIMIT
from core.paths import STEP
from divisions.enums import Level
from divisions.models import Division

from .models import Mandate, Term


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
        people: list[int] | QuerySet | None = None,
    ) -> None:
        """Fetch who sits in ``division`` (everywhere when ``None``) on the day ``on``.

        Args:
            division: the place.
            on: the day.
            start: above the places to count by where that is not ``division``.
            people: count only these.
        """
        self._rows: list[tuple[int, int, str]] = []
        self.is_complete = self._is_countable(division, people)
        if not self.is_complete:
            return
        seats = Mandate.objects.live().filter(deputy__live=True).serving(on)
        if division:
            seats = seats.in_place(division)
        if people is not None:
            seats = seats.filter(deputy__in=people)
        # A seat lies where its unit's areas lie; where none are known, at its congress.
        lies = Coalesce("unit__areas__division__path", "division_path")
        place = division or start
        length = len(place.path or "" if place else "") + STEP
        rows = seats.annotate(step=Substr(lies, 1, length)).order_by()
        self._rows = list(rows.values_list("deputy", "level", "step").distinct())

    @staticmethod
    def _is_countable(division: Division | None, people: list[int] | QuerySet | None) -> bool:
        """Whether there are few enough seats to fetch them all; ended ones count too."""
        if division:
            return division.level > Level.PROVINCE
        seats = Mandate.objects.live().order_by()
        if people is not None:
            seats = seats.filter(deputy__in=people)
        return seats[: COUNT_LIMIT + 1].count() <= COUNT_LIMIT

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
