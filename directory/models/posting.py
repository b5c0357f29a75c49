"""Postings (进站): which deputies receive people at which station."""

from django.db import models
from wagtail.admin.panels import FieldPanel

from core.visibility import DRAFT_COLUMNS, PUBLIC
from divisions.models import Division
from editing.scoped import ScopedRecord

from .deputy import Deputy
from .period import Period, PeriodQuerySet
from .station import Station


class Posting(ScopedRecord, Period):
    """A deputy, of whatever level, receives people at a station for a time (进站)."""

    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="postings", verbose_name="代表"
    )
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="postings", verbose_name="家站室"
    )

    objects = PeriodQuerySet.as_manager()

    home_fields = ("station",)
    derived_fields = ("division",)
    scope_lookups = {"directory.station": "station"}

    panels = [*(FieldPanel(name) for name in ("station", "deputy")), *Period.period_panels]

    visibility = (
        DRAFT_COLUMNS
        | Period.period_visibility
        | dict.fromkeys(["division", "deputy", "station"], PUBLIC)
    )

    class Meta(Period.Meta):
        verbose_name = "进站"
        verbose_name_plural = "进站"
        ordering = ["station", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["deputy", "station"],
                condition=models.Q(ends_on=None),
                name="one_open_posting_per_station",
                violation_error_message="这位代表已在这个家站室。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} · {self.station}"

    def owning_division(self) -> Division | None:
        return self.station.division if self.station_id else None
