"""The filters of the list of deputies (代表名录), as they stand in its address."""

import datetime
from typing import Any

from django import forms
from django.db import models

from core.levels import CongressLevel
from divisions.codes import DivisionCodeError
from divisions.enums import Level
from divisions.models import Division, DivisionNotFoundError

from .models import Deputy, Mandate
from .models.deputy import DeputyQuerySet
from .models.mandate import MandateQuerySet, not_over, over


class State(models.TextChoices):
    """Whether a list holds those in office (现任), those who left it (往届), or both."""

    CURRENT = "current", "现任"
    FORMER = "former", "往届"
    ALL = "all", "现任和往届"


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

    def value(self, name: str) -> Any:
        """Return the cleaned value of a filter, ``None`` where it is absent or invalid."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def standing(self) -> str:
        """Those in office, unless the address says otherwise or names a term."""
        return self.value("state") or (State.ALL if self.value("term") else State.CURRENT)

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
    def is_wide(self) -> bool:
        """Whether the list holds a good part of all deputies, before a name narrows it.

        That is what no region, no term and no level but the lowest, the most numerous, narrows.
        """
        division, level = self.value("division"), self.value("level")
        in_region = division is not None and division.level > Level.PROVINCE
        few = level is not None and level != CongressLevel.TOWNSHIP
        return not (in_region or few or self.value("term"))

    def mandates(self) -> MandateQuerySet:
        """Return the published mandates asked for, whether in force or ended."""
        mandates = Mandate.objects.live()
        if division := self.value("division"):
            mandates = mandates.in_place(division)
        if self.division_level is not None:
            mandates = mandates.filter(level=self.division_level)
        if term := self.value("term"):
            mandates = mandates.filter(term__number=term)
        return mandates

    def deputies(self, on: datetime.date) -> DeputyQuerySet:
        """Return the published deputies asked for, as they stand on the day ``on``."""
        deputies, mandates = Deputy.objects.live(), self.mandates()
        keep = deputies.holding if self.is_wide else deputies.among
        match self.standing:
            case State.CURRENT:
                deputies = keep(mandates.serving(on))
            case State.FORMER:
                others = Mandate.objects.live().filter(not_over(on))
                deputies = deputies.among(mandates.filter(over(on))).not_holding(others)
            case _:
                deputies = keep(mandates)
        name = self.value("q")
        return deputies.named(name) if name else deputies
