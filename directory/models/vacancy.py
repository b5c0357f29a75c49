"""Vacancies (缺额): seats that nobody holds."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel

from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED
from divisions.models import Division
from editing.scoped import ScopedRecord

from .deputy import Deputy
from .unit import ElectoralUnit


class Vacancy(ScopedRecord):
    """A seat of a unit that nobody holds, public once it is published (缺额).

    It is never computed: a roster may be incomplete. Source: 选举法 第五十七条.
    """

    unit = models.ForeignKey(
        ElectoralUnit, on_delete=models.PROTECT, related_name="vacancies",
        verbose_name="选区、选举单位",
    )  # fmt: skip
    seats = models.PositiveSmallIntegerField("缺额", default=1)
    since = models.DateField("出缺日期", null=True, blank=True)
    announcement = models.CharField(
        "公告", max_length=200, blank=True, help_text="公告的名称和文号。"
    )
    by_election_on = models.DateField("补选日期", null=True, blank=True)
    filled_on = models.DateField("补齐日期", null=True, blank=True)
    stand_in = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="期间联系哪位代表",
    )  # fmt: skip
    source = models.CharField("来源", max_length=200, blank=True)

    home_fields = ("unit",)
    derived_fields = ("division",)
    scope_lookups = {"directory.congress": "unit__term__congress"}

    panels = [
        FieldPanel(name) for name in (
            "unit", "seats", "since", "announcement", "by_election_on", "filled_on", "stand_in",
            "source",
        )
    ]  # fmt: skip

    visibility = DRAFT_COLUMNS | dict.fromkeys(
        ["division", "unit", "seats", "since", "announcement", "by_election_on", "filled_on",
         "stand_in"],
        PUBLIC,
    ) | {"source": RESTRICTED}  # fmt: skip

    class Meta:
        verbose_name = "缺额"
        verbose_name_plural = "缺额"
        ordering = ["division_path", "pk"]

    def __str__(self) -> str:
        return f"{self.unit}缺额 {self.seats} 名"

    def clean(self) -> None:
        """Check the number against the unit's seats, and the order of the days."""
        super().clean()
        errors = {}
        seats = self.unit.seats if self.unit_id else None
        if not self.seats or (seats is not None and self.seats > seats):
            errors["seats"] = "缺额至少一名，不能多于应选名额。"
        for name in ("by_election_on", "filled_on"):
            day = getattr(self, name)
            if self.since and day and day < self.since:
                errors[name] = "不能早于出缺日期。"
        if errors:
            raise ValidationError(errors)

    def owning_division(self) -> Division | None:
        return self.unit.division if self.unit_id else None
