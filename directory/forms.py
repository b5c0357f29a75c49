"""The filters of the list of deputies (代表名录), as they stand in its address."""

import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet

from core.levels import CongressLevel
from divisions.codes import DivisionCodeError
from divisions.enums import Level
from divisions.models import Division, DivisionNotFoundError

from .models import Deputy, Mandate
from .models.deputy import DeputyQuerySet
from .models.mandate import MandateQuerySet, not_over, over

#: a search for a name that finds no more people is done once, and their ids stand for it
_FEW = 5_000


class State(models.TextChoices):
    """Whether a list holds those in office (现任), those who left it (往届), or both."""

    CURRENT = "current", "现任"
    FORMER = "former", "往届"
    ALL = "all", "现任和往届"


class Order(models.TextChoices):
    """What a list of people is sorted by."""

    PINYIN = "pinyin", "拼音"
    STROKES = "strokes", "笔画"


#: columns of a deputy that each order goes by; each has an index
ORDERS = {Order.PINYIN: ("pinyin_key", "code"), Order.STROKES: ("stroke_key", "code")}


class DivisionCodeField(forms.CharField):
    """A division by its public code (``4305``, ``441900-2``)."""

    def clean(self, value: Any) -> Division | None:
        """Return the division, or ``None`` for an empty code.

        Raises:
            ValidationError: no division has the code.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            return Division.objects.by_code(text)
        except (DivisionCodeError, DivisionNotFoundError) as error:
            raise forms.ValidationError("没有这个地方。") from error


class DeputyFilterForm(forms.Form):
    """Filters of the list; all are optional, and one that does not validate filters nothing."""

    division = DivisionCodeField(required=False, max_length=14)
    level = forms.ChoiceField(required=False, choices=[(level, level) for level in CongressLevel])
    term = forms.IntegerField(required=False, min_value=1, max_value=999)
    state = forms.ChoiceField(required=False, choices=State.choices)
    q = forms.CharField(required=False, max_length=50)
    sort = forms.ChoiceField(required=False, choices=Order.choices)

    def value(self, name: str) -> Any:
        """Return the cleaned value of a filter, ``None`` where it is absent or invalid."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def standing(self) -> str:
        """Those in office, unless the address says otherwise or names a term."""
        return self.value("state") or (State.ALL if self.value("term") else State.CURRENT)

    @property
    def order(self) -> Order:
        """What the list is sorted by: pinyin, unless the address says otherwise."""
        return Order(self.value("sort") or Order.PINYIN)

    @property
    def division_level(self) -> int | None:
        """The level asked for, as divisions number it."""
        level = self.value("level")
        return CongressLevel(level).division_level if level else None

    @property
    def holds_everybody_in_office(self) -> bool:
        """Whether the list is of all in office at the level, place and name asked for."""
        return self.standing == State.CURRENT and not self.value("term")

    @property
    def is_in_region(self) -> bool:
        """Whether the list is of a place below a province."""
        division = self.value("division")
        return division is not None and division.level > Level.PROVINCE

    @property
    def is_wide(self) -> bool:
        """Whether the list holds a good part of all deputies, before a name narrows it.

        That is what no region, no term and no level but the two lowest, the most numerous, narrows.
        """
        few = self.value("level") not in (None, CongressLevel.COUNTY, CongressLevel.TOWNSHIP)
        return not (self.is_in_region or few or self.value("term"))

    @cached_property
    def named(self) -> "list[int] | QuerySet | None":
        """Whom the search for a name finds; ``None`` without such a search.

        Outside a region their ids where they are few, which spares looking through all names
        again; else the query.
        """
        name = self.value("q")
        if not name:
            return None
        people = Deputy.objects.named(name).order_by().values_list("pk", flat=True)
        if self.is_in_region:
            return people
        few = list(people[: _FEW + 1])
        return few if len(few) <= _FEW else people

    @cached_property
    def mandates(self) -> MandateQuerySet:
        """The published mandates asked for, whether in force or ended."""
        mandates = Mandate.objects.live()
        if division := self.value("division"):
            mandates = mandates.in_place(division)
        if self.division_level is not None:
            mandates = mandates.filter(level=self.division_level)
        if term := self.value("term"):
            mandates = mandates.filter(term__number=term)
        return mandates

    def holders(self, on: datetime.date) -> QuerySet | None:
        """Return the people of a list of those in office, by their seats; else ``None``.

        There are as many as ``deputies`` gives, and a long list is counted sooner.
        """
        if self.standing != State.CURRENT or self.named is not None:
            return None
        seats = self.mandates.serving(on).filter(deputy__live=True)
        return seats.order_by().values("deputy").distinct()

    def deputies(self, on: datetime.date) -> DeputyQuerySet:
        """Return the published deputies asked for, as they stand on the day ``on``, in order."""
        deputies, mandates = Deputy.objects.live().order_by(*ORDERS[self.order]), self.mandates
        if self.named is not None:
            deputies = deputies.filter(pk__in=self.named)
        keep = deputies.holding if self.is_wide else deputies.among
        match self.standing:
            case State.CURRENT:
                return keep(mandates.serving(on))
            case State.FORMER:
                others = Mandate.objects.live().filter(not_over(on))
                return deputies.among(mandates.filter(over(on))).not_holding(others)
            case _:
                return keep(mandates)
