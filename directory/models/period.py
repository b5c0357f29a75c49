"""What holds for a time (起止时间): a posting, a membership, an office."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

from core.visibility import PUBLIC, RESTRICTED


def current(on: datetime.date) -> Q:
    """Return the condition of holding on the day ``on``, both ends included.

    A date nobody knows bounds nothing.
    """
    begun = Q(starts_on=None) | Q(starts_on__lte=on)
    return begun & (Q(ends_on=None) | Q(ends_on__gte=on))


def overlapping(starts_on: datetime.date | None, ends_on: datetime.date | None) -> Q:
    """Return the condition of holding on any of the days, both ends included.

    A date nobody knows, of the days or of what is looked at, bounds nothing.
    """
    days = Q()
    if ends_on:
        days &= Q(starts_on=None) | Q(starts_on__lte=ends_on)
    if starts_on:
        days &= Q(ends_on=None) | Q(ends_on__gte=starts_on)
    return days


class PeriodQuerySet(models.QuerySet):
    """What holds for a time; methods chain."""

    def live(self) -> Self:
        """Keep what is published."""
        return self.filter(live=True)

    def current(self, on: datetime.date | None = None) -> Self:
        """Keep what holds on the day ``on`` (default: today), both ends included."""
        return self.filter(current(on or timezone.localdate()))


class Period(models.Model):
    """A relation in time: both ends belong to it, and either may be unknown."""

    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="最后一天，含当日。")
    source = models.CharField("来源", max_length=200, blank=True)

    objects = PeriodQuerySet.as_manager()

    period_panels = [FieldPanel(name) for name in ("starts_on", "ends_on", "source")]
    period_visibility = {"starts_on": PUBLIC, "ends_on": PUBLIC, "source": RESTRICTED}

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def holds(self, on: datetime.date | None = None) -> bool:
        """Whether it holds on the day ``on``; the same rule as ``current()``."""
        on = on or timezone.localdate()
        begun = self.starts_on is None or self.starts_on <= on
        return begun and (self.ends_on is None or self.ends_on >= on)
