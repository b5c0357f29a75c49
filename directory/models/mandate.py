"""Mandates (代表资格): who sits for which unit in which term."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED
from directory.enums import EndGround, MandateStatus, Tenure, article_of
from divisions.enums import Level
from divisions.models import Division
from editing.scoped import ScopedRecord

from .announcement import Announced
from .congress import Term
from .deputy import Deputy
from .suspension import Suspended
from .tenure import known_tenure, terms_after_loaded
from .unit import ElectoralUnit, ElectoralUnitArea

#: a day, or an expression for it
Day = datetime.date | OuterRef


def over(on: datetime.date) -> Q:
    """Return the condition of having ended before the day ``on``.

    A date nobody knows bounds nothing; then the status alone says whether it has ended.
    """
    return Q(ends_on__lt=on) | Q(ends_on=None, status=MandateStatus.ENDED) | Q(term__ends_on__lt=on)


def not_over(on: Day) -> Q:
    """Return the opposite of ``over``; NOT would lose the rows whose dates are unknown."""
    return (Q(ends_on__gte=on) | Q(ends_on=None) & ~Q(status=MandateStatus.ENDED)) & (
        Q(term__ends_on=None) | Q(term__ends_on__gte=on)
    )


def in_force(on: Day) -> Q:
    """Return the condition of being in force on the day ``on``, both ends included.

    A suspended mandate is in force (代表法 第六十一条).
    """
    begun = (Q(starts_on=None) | Q(starts_on__lte=on)) & (
        Q(term__starts_on=None) | Q(term__starts_on__lte=on)
    )
    return not_over(on) & begun


#: what ``cards`` reads of a mandate
_ON_CARDS = (
    "deputy", "level", "starts_on", "ends_on", "status", "unit__kind", "term__congress__name",
    *(f"term__{name}" for name in ("number", "starts_on", "ends_on")),
    *(f"term__congress__division__{name}" for name in ("level", "kind", "name", "short_name")),
)  # fmt: skip


class MandateQuerySet(models.QuerySet):
    """Mandates (代表资格); methods chain."""

    def live(self) -> Self:
        """Keep what is published."""
        return self.filter(live=True)

    def serving(self, on: Day | None = None) -> Self:
        """Keep the mandates in force on the day ``on`` (default: today), both ends included."""
        return self.filter(in_force(on or timezone.localdate()))

    def answering(self, on: Day | None = None) -> Self:
        """Keep those who may be asked on the day ``on``: serving and not suspended."""
        return self.serving(on).exclude(status=MandateStatus.SUSPENDED)

    def in_place(self, division: Division) -> Self:
        """Keep the mandates of congresses in ``division`` and below it.

        And those of higher congresses whose unit lies there or is a congress there.
        """
        if division.level == Level.NATION:
            return self
        units = ElectoralUnit.objects.order_by()
        areas = ElectoralUnitArea.objects.filter(division__path__under=division.path).order_by()
        elected = units.filter(electing_congress__division_path__under=division.path)
        if division.level == Level.PROVINCE:
            # Most seats lie there, and tell by their own path. Only the nation's have to be found;
            # asked for apart, as a planner that weighs them with each seat looks at every seat.
            higher = units.filter(term__congress__division__in=division.ancestor_ids)
            found = Q(pk__in=elected) | Q(pk__in=areas.filter(unit__in=higher).values("unit"))
            ids = list(higher.filter(found).values_list("pk", flat=True))
            return self.filter(Q(division_path__under=division.path) | Q(unit__in=ids))
        # A union: each part is found by its index, one condition with OR looks through all seats.
        within = units.filter(division_path__under=division.path).values("pk")
        return self.filter(unit__in=areas.values("unit").union(elected.values("pk"), within))

    def for_cards(self) -> Self:
        """Load what a card reads of each published mandate, the highest level first."""
        joined = self.live().select_related("term__congress__division", "unit")
        return joined.only(*_ON_CARDS).order_by("level", "-term__number", "pk")

    def with_tenure(self) -> Self:
        """Add ``known_tenure`` (新任、连任, "" for unknown); for a few mandates at once."""
        seats = self.model._default_manager.live()
        after_loaded = terms_after_loaded(seats).filter(pk=OuterRef("term"))
        return self.annotate(known_tenure=known_tenure(seats, Exists(after_loaded)))

    def of_tenure(self, tenure: str) -> Self:
        """Keep the mandates of one ``Tenure``; "" for those of whom nobody knows."""
        seats = self.model._default_manager.live()
        # Asked once for all terms, not again for each of many mandates.
        after_loaded = Q(term__in=terms_after_loaded(seats).values("pk"))
        return self.alias(known=known_tenure(seats, after_loaded)).filter(known=tenure)

    def for_profile(self) -> Self:
        """Load term, congress and unit, who elected and the places of the unit, in that order."""
        return (
            self.live()
            .with_tenure()
            .select_related("term__congress__division", "unit__electing_congress")
            .prefetch_related("unit__areas__division")
            .order_by("level", "-term__number", "pk")
        )


class Mandate(Announced, Suspended, ScopedRecord):
    """One person's seat in one term (代表资格). It belongs to the unit's maintainer."""

    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="mandates", verbose_name="代表"
    )
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="mandates", verbose_name="届"
    )
    unit = models.ForeignKey(
        ElectoralUnit, on_delete=models.PROTECT, related_name="mandates",
        verbose_name="选区、选举单位",
    )  # fmt: skip
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices, editable=False)
    starts_on = models.DateField(
        "就任日期", null=True, blank=True,
        help_text="不填则从本届第一次会议起；补选的填确认资格的日子。",
    )  # fmt: skip
    ends_on = models.DateField("终止日期", null=True, blank=True, help_text="在任的最后一天。")
    status = models.CharField(
        "状态", max_length=10, choices=MandateStatus.choices, default=MandateStatus.SERVING
    )
    end_ground = models.CharField("终止情形", max_length=24, choices=EndGround.choices, blank=True)
    is_by_election = models.BooleanField("补选", default=False)
    delegation = models.ForeignKey(
        "directory.Delegation", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="mandates", verbose_name="代表团",
    )  # fmt: skip
    deputy_class = models.CharField("代表类别", max_length=60, blank=True)
    tenure = models.CharField(
        "新任或连任", max_length=12, choices=Tenure.choices, blank=True,
        help_text="不填则按上一届的名册判断；上一届没有录入的，看本届名册怎么写；都没有就是未知。",
    )  # fmt: skip
    stated_tenure = models.CharField(
        "新任或连任（名册所写）", max_length=12, choices=Tenure.choices, blank=True, editable=False
    )
    is_office_holder = models.BooleanField("担任领导职务", null=True, blank=True)
    is_grassroots = models.BooleanField("基层一线", null=True, blank=True)
    group_text = models.CharField("代表小组（名册原文）", max_length=120, blank=True)
    station_text = models.CharField("进站（名册原文）", max_length=120, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    home_fields = ("unit",)
    derived_fields = ("term", "division", "level")
    scope_lookups = {"directory.congress": "unit__term__congress"}

    panels = [
        FieldPanel("deputy"),
        FieldPanel("unit"),
        MultiFieldPanel(
            [FieldPanel(name) for name in (
                "starts_on", "is_by_election", "delegation", "status", "ends_on", "end_ground",
                *Announced.announcement_fields,
            )],
            heading="任职",
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in Suspended.suspension_fields], heading="暂停执行职务"
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in (
                "deputy_class", "tenure", "is_office_holder", "is_grassroots", "group_text",
                "station_text", "source",
            )],
            heading="类别与名册",
        ),
    ]  # fmt: skip

    visibility = DRAFT_COLUMNS | dict.fromkeys(
        ["deputy", "term", "unit", "level", "starts_on", "ends_on", "is_by_election",
         "delegation", "tenure", *Announced.announcement_fields],
        PUBLIC,
    ) | dict.fromkeys(
        ["division", "status", "end_ground", "deputy_class", "stated_tenure",
         "is_office_holder", "is_grassroots", "group_text", "station_text", "source",
         *Suspended.suspension_fields],
        RESTRICTED,
    )  # fmt: skip

    class Meta:
        verbose_name = "代表资格"
        verbose_name_plural = "代表资格"
        ordering = ["level", "-term__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deputy", "term"],
                condition=Q(ends_on=None) & ~Q(status=MandateStatus.ENDED),
                name="one_open_mandate_per_deputy_and_term",
                violation_error_message="该代表在本届已有一项未终止的代表资格。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="mandate_ends_after_it_starts",
                violation_error_message="终止日期不能早于就任日期。",
            ),
            models.CheckConstraint(
                condition=Q(status=MandateStatus.ENDED) | Q(end_ground=""),
                name="mandate_ground_only_when_ended",
                violation_error_message="写了终止情形，状态就应是“已终止”。",
            ),
        ]
        indexes = [
            models.Index(fields=["division_path", "level", "deputy"], name="mandate_in_place"),
            models.Index(fields=["term", "unit"], name="mandate_in_term"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} · {self.term}"

    def clean(self) -> None:
        """Check the mandate against its term (代表法 第二条) and against the person's others.

        What is published elsewhere counts, drafts do not: they are another office's business.
        """
        super().clean()
        if not self.unit_id:
            return
        if not self.unit.term_id:
            raise ValidationError({"unit": "它不属于人民代表大会的哪一届，选不出人大代表。"})
        errors = self.announcement_errors() | self.suspension_errors() | self._date_errors()
        if self.delegation_id and self.delegation.term_id != self.unit.term_id:
            errors["delegation"] = "这个代表团不是这一届的。"
        if self.end_ground == EndGround.MOVED_AWAY and self._is_national:
            errors["end_ground"] = "迁出或者调离只终止地方各级人大代表的资格。"
        may_clash = self.deputy_id and self.is_open and not self.term.is_over
        if may_clash and (foreign := self._unrelated_mandate()):
            errors["deputy"] = (
                f"这位代表还是{foreign.term.congress.deputy_label}，两地没有隶属关系，"
                "不得同时担任（选举法第四十八条）。请先核对是否同一人，或先终止其中一项。"
            )
        if errors:
            raise ValidationError(errors)

    def derive(self) -> None:
        """Take term, division and level from the unit."""
        super().derive()
        if self.unit_id and self.unit.term_id:
            self.term = self.unit.term
            self.level = self.term.congress.division.level

    def owning_division(self) -> Division | None:
        return self.unit.division if self.unit_id else None

    def is_serving(self, on: datetime.date | None = None) -> bool:
        """Whether the mandate is in force on the day ``on``; the same rule as ``serving()``."""
        on = on or timezone.localdate()
        if self.ends_on is None and self.status == MandateStatus.ENDED:
            return False
        starts = [d for d in (self.starts_on, self.term.starts_on) if d]
        ends = [d for d in (self.ends_on, self.term.ends_on) if d]
        return all(d <= on for d in starts) and all(d >= on for d in ends)

    @property
    def since(self) -> datetime.date | None:
        """The first day in office: the mandate's own, else the term's; ``None`` when unknown.

        Who was elected later (补选) did not come with the term.
        """
        return self.starts_on or (None if self.is_by_election else self.term.starts_on)

    @property
    def until(self) -> datetime.date | None:
        """The last day in office: the mandate's own, else the term's; ``None`` when open."""
        return self.ends_on or self.term.ends_on

    @property
    def end_article(self) -> str:
        """The article that names the ground of ending, as numbered on the day it ended."""
        if not self.end_ground:
            return ""
        on = self.until or timezone.localdate()
        return article_of(self.end_ground, on, is_national=self._is_national)

    @property
    def is_open(self) -> bool:
        """Whether nothing says that it has ended or will end, but perhaps its term."""
        return self.ends_on is None and self.status != MandateStatus.ENDED

    @property
    def _is_national(self) -> bool:
        return self.term.congress.division.level == Level.NATION

    def _date_errors(self) -> dict[str, str]:
        """Return what is wrong with the dates, by field."""
        term, errors = self.term, {}
        if self.starts_on and term.starts_on and self.starts_on < term.starts_on:
            errors["starts_on"] = "早于本届第一次会议；一起选出的代表不用填就任日期。"
        if self.starts_on and term.ends_on and self.starts_on > term.ends_on:
            errors["starts_on"] = "晚于本届的最后一天。"
        if self.is_by_election and not self.starts_on and self.is_open:
            errors["starts_on"] = "补选的从确认代表资格的那天起任职，请填就任日期。"
        if self.ends_on and term.ends_on and self.ends_on > term.ends_on:
            errors["ends_on"] = "晚于本届的最后一天。"
        if self.status == MandateStatus.ENDED and not (self.ends_on or self.end_ground):
            errors["ends_on"] = "已终止的，请填终止日期；不清楚日期的，至少选终止情形。"
        return errors

    def _unrelated_mandate(self) -> "Mandate | None":
        """Return an open published mandate in a place that neither governs nor is governed."""
        path = self.term.congress.division.path or ""
        others = Mandate.objects.live().filter(deputy=self.deputy_id, ends_on=None)
        others = others.exclude(pk=self.pk).exclude(status=MandateStatus.ENDED)
        for other in others.select_related("term__congress__division"):
            theirs = other.term.congress.division.path or ""
            if not (path.startswith(theirs) or theirs.startswith(path)) and not other.term.is_over:
                return other
        return None
