"""When a station is open (开放时间) and which deputies are on duty (接待日、值班)."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import DayKind, ExceptionKind, HolidayRule
from directory.opening.phrases import EXAMPLES, is_rrule, read_phrase, say
from directory.opening.recurrence import Recurrence, RecurrenceError
from divisions.models import Division
from editing.scoped import ScopedRecord

from .deputy import Deputy
from .mandate import Mandate
from .station import Station

#: between a day and the one it is moved to; more is a slip of the pen
LONGEST_MOVE = datetime.timedelta(days=366)


class OpeningRule(models.Model):
    """Hours that come back (开放时间), as an RRULE of RFC 5545 in Asia/Shanghai.

    The clerk writes ``phrase`` (每月20日、每周二和周四); ``rrule`` follows from it.
    """

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="opening_rules")
    kind = models.CharField(
        "是什么日子", max_length=12, choices=DayKind.choices, default=DayKind.RECEPTION
    )
    phrase = models.CharField(
        "哪些日子", max_length=60,
        help_text="例如：每周二、周四；每月20日；每月第一个周五；每月最后一个工作日；工作日。",
    )  # fmt: skip
    rrule = models.CharField(max_length=200, editable=False)
    opens_at = models.TimeField("开门")
    closes_at = models.TimeField("关门")
    starts_on = models.DateField("从哪天起", null=True, blank=True)
    ends_on = models.DateField("到哪天止", null=True, blank=True, help_text="最后一天，含当日。")
    on_holidays = models.CharField(
        "遇节假日", max_length=12, choices=HolidayRule.choices, default=HolidayRule.SKIP
    )
    note = models.CharField("说明", max_length=120, blank=True)

    panels = [
        FieldPanel("kind"),
        FieldPanel(
            "phrase",
            help_text=f"{EXAMPLES}。每月31日在没有31日的月份不开放；每月最后一天请写“最后一天”。",
        ),
        FieldPanel("opens_at"),
        FieldPanel("closes_at"),
        FieldPanel(
            "on_holidays",
            help_text="法定节假日和连休的日子。写几日的，选顺延时逢周末也顺延；按工作日的不受影响。",
        ),
        FieldPanel("starts_on", help_text="隔周、隔月的必须填，从这一天所在的周、月算起。"),
        FieldPanel("ends_on"),
        FieldPanel("note"),
    ]

    visibility = dict.fromkeys(["id", "rrule"], TECHNICAL) | dict.fromkeys(
        ["station", "kind", "phrase", "opens_at", "closes_at", "starts_on", "ends_on",
         "on_holidays", "note"],
        PUBLIC,
    )  # fmt: skip

    class Meta:
        verbose_name = "开放时间"
        verbose_name_plural = "开放时间"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="rule_closes_after_it_opens",
                violation_error_message="关门时间应晚于开门时间。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="rule_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phrase} {self.opens_at:%H:%M}—{self.closes_at:%H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        fields = kwargs.get("update_fields")
        if fields is not None and "phrase" in fields:
            kwargs["update_fields"] = {*fields, "rrule"}
        super().save(*args, **kwargs)

    def full_clean(self, exclude: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Check all but the rule, which nobody writes."""
        super().full_clean(exclude={*(exclude or ()), "rrule"}, **kwargs)

    def derive(self) -> None:
        """Fill the rule from the phrase, and say a raw RRULE in Chinese; empty: not understood."""
        try:
            self._follow(read_phrase(self.phrase))
        except RecurrenceError:
            self.rrule = ""

    def clean(self) -> None:
        """Refuse a phrase that says no days, or that is counted from a day nobody gave."""
        super().clean()
        if not self.phrase:
            return
        try:
            rule = read_phrase(self.phrase)
        except RecurrenceError as error:
            raise ValidationError({"phrase": str(error)}) from error
        self._follow(rule)
        if rule.interval > 1 and self.starts_on is None:
            raise ValidationError(
                {"starts_on": "隔几天、几周、几个月的，请填从哪天起，才知道从哪里数。"}
            )
        for name in ("phrase", "rrule"):
            if len(getattr(self, name)) > self._meta.get_field(name).max_length:
                raise ValidationError({"phrase": "日子太多，请分成两条写。"})

    def _follow(self, rule: Recurrence) -> None:
        self.rrule = rule.rrule
        if is_rrule(self.phrase):
            self.phrase = say(rule)


class OpeningException(models.Model):
    """A day on which a station keeps other hours than its rules say (临时变动)."""

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="opening_exceptions")
    kind = models.CharField("变动", max_length=8, choices=ExceptionKind.choices)
    date = models.DateField("哪一天")
    moved_to = models.DateField("改到哪一天", null=True, blank=True)
    opens_at = models.TimeField("开门", null=True, blank=True)
    closes_at = models.TimeField("关门", null=True, blank=True)
    reason = models.CharField("原因", max_length=120, blank=True)

    panels = [
        FieldPanel(name) for name in ("kind", "date", "moved_to", "opens_at", "closes_at", "reason")
    ]

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["station", "kind", "date", "moved_to", "opens_at", "closes_at", "reason"], PUBLIC
    )  # fmt: skip

    class Meta:
        verbose_name = "临时变动"
        verbose_name_plural = "临时变动"
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "date", "kind"],
                name="exception_once_per_day",
                violation_error_message="这一天已有同样的变动。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"

    def clean(self) -> None:
        """Ask for what each kind needs."""
        super().clean()
        errors = {}
        if (self.kind == ExceptionKind.MOVED) != (self.moved_to is not None):
            errors["moved_to"] = "改期的要填改到哪一天，其他变动不填。"
        elif self.moved_to and self.date and abs(self.moved_to - self.date) > LONGEST_MOVE:
            errors["moved_to"] = "与原来的日子相差一年以上，请核对。"
        if (self.opens_at is None) != (self.closes_at is None):
            errors["closes_at"] = "开门和关门时间请一起填。"
        elif self.opens_at and self.closes_at <= self.opens_at:
            errors["closes_at"] = "关门时间应晚于开门时间。"
        elif self.kind == ExceptionKind.EXTRA and self.opens_at is None:
            errors["opens_at"] = "加开的要填开门和关门时间。"
        if errors:
            raise ValidationError(errors)


class ReceptionDay(ScopedRecord, ClusterableModel):
    """One day on which deputies receive people at a station (接待日), with who is on duty."""

    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="reception_days", verbose_name="家站室"
    )
    kind = models.CharField(
        "是什么日子", max_length=12, choices=DayKind.choices, default=DayKind.RECEPTION
    )
    date = models.DateField("日期")
    opens_at = models.TimeField("开始")
    closes_at = models.TimeField("结束")
    topic = models.CharField("主题", max_length=120, blank=True)
    is_cancelled = models.BooleanField("取消", default=False)
    source = models.CharField("来源", max_length=200, blank=True)

    home_fields = ("station",)
    derived_fields = ("division",)
    scope_lookups = {"directory.station": "station"}

    panels = [
        *(FieldPanel(name) for name in (
            "station", "kind", "date", "opens_at", "closes_at", "topic", "is_cancelled", "source",
        )),
        InlinePanel("shifts", heading="值班代表", label="代表"),
    ]  # fmt: skip

    visibility = DRAFT_COLUMNS | dict.fromkeys(
        ["division", "station", "kind", "date", "opens_at", "closes_at", "topic", "is_cancelled"],
        PUBLIC,
    ) | {"source": RESTRICTED}  # fmt: skip

    class Meta:
        verbose_name = "接待日"
        verbose_name_plural = "接待日"
        ordering = ["date", "opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "date", "opens_at"],
                name="reception_day_once",
                violation_error_message="这个时间已有安排。",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="reception_day_closes_after_it_opens",
                violation_error_message="结束时间应晚于开始时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.station}"

    def owning_division(self) -> Division | None:
        return self.station.division if self.station_id else None


class DutyShiftQuerySet(models.QuerySet):
    """Turns of duty (值班); methods chain."""

    def with_availability(self) -> Self:
        """Add ``is_available``: on that day the deputy is in office and not suspended.

        Nothing public names a deputy of whom this is false.
        """
        seats = Mandate.objects.live().answering(OuterRef("day__date"))
        return self.annotate(is_available=Exists(seats.filter(deputy=OuterRef("deputy"))))


class DutyShift(models.Model):
    """A deputy is on duty on a reception day (值班)."""

    day = ParentalKey(ReceptionDay, on_delete=models.CASCADE, related_name="shifts")
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="shifts", verbose_name="代表"
    )

    objects = DutyShiftQuerySet.as_manager()

    panels = [FieldPanel("deputy")]

    visibility = {"id": TECHNICAL, "day": PUBLIC, "deputy": PUBLIC}

    class Meta:
        verbose_name = "值班"
        verbose_name_plural = "值班"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "deputy"],
                name="shift_once_per_day",
                violation_error_message="这位代表已在当天值班。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.deputy)

    def clean(self) -> None:
        """Refuse whoever may not be asked on that day (代表法 第二条、第六十一条)."""
        super().clean()
        on = self.day.date if self.deputy_id else None
        if on and not self.deputy.mandates.answering(on).exists():
            raise ValidationError({"deputy": "这一天他不能以代表身份接待群众。"})
