"""Meetings (会议) of a congress, and the delegations (代表团) that sit in them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import DelegationRole, SessionKind
from divisions.models import Division
from editing.scoped import ScopedRecord

from .congress import Congress, Term
from .deputy import Deputy
from .period import Period


class Session(ScopedRecord):
    """One meeting of a congress or its standing body (次会议)."""

    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="sessions", verbose_name="届"
    )
    kind = models.CharField(
        "会议", max_length=20, choices=SessionKind.choices, default=SessionKind.CONGRESS
    )
    number = models.PositiveSmallIntegerField("次数", help_text="第几次会议，只填数字。")
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="最后一天，含当日。")
    source = models.CharField("来源", max_length=200, blank=True)

    home_fields = ("term",)
    derived_fields = ("division",)
    scope_lookups = {"directory.congress": "term__congress"}

    panels = [
        FieldPanel(name) for name in ("term", "kind", "number", "starts_on", "ends_on", "source")
    ]

    visibility = (
        DRAFT_COLUMNS
        | dict.fromkeys(["division", "term", "kind", "number", "starts_on", "ends_on"], PUBLIC)
        | {"source": RESTRICTED}
    )

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering = ["division_path", "-term__number", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "kind", "number"],
                name="session_once_per_term",
                violation_error_message="本届的这次会议已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="session_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}{self.get_kind_display()}第{self.number}次会议"

    def owning_division(self) -> Division | None:
        return self.term.congress.division if self.term_id else None


class Delegation(ScopedRecord, ClusterableModel):
    """Deputies of one electing unit or region in the sessions of a term (代表团)."""

    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="delegations", verbose_name="届"
    )
    name = models.CharField("名称", max_length=120)
    electing_congress = models.ForeignKey(
        Congress, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations",
        verbose_name="选出它的人大",
    )  # fmt: skip
    source = models.CharField("来源", max_length=200, blank=True)

    home_fields = ("term",)
    derived_fields = ("division",)
    scope_lookups = {"directory.congress": "term__congress"}

    panels = [
        *(FieldPanel(name) for name in ("term", "name", "electing_congress", "source")),
        InlinePanel("leaders", heading="团长、副团长", label="团长、副团长"),
    ]  # fmt: skip

    visibility = (
        DRAFT_COLUMNS
        | dict.fromkeys(["division", "term", "name", "electing_congress"], PUBLIC)
        | {"source": RESTRICTED}
    )

    class Meta:
        verbose_name = "代表团"
        verbose_name_plural = "代表团"
        ordering = ["division_path", "-term__number", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "name"],
                name="delegation_once_per_term",
                violation_error_message="本届已有同名的代表团。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def owning_division(self) -> Division | None:
        return self.term.congress.division if self.term_id else None


class DelegationLeader(Period):
    """Who leads a delegation for a time, in one session or all (团长、副团长)."""

    delegation = ParentalKey(Delegation, on_delete=models.CASCADE, related_name="leaders")
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="led_delegations", verbose_name="代表"
    )
    role = models.CharField("职务", max_length=16, choices=DelegationRole.choices)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="哪次会议", help_text="不填则整届。",
    )  # fmt: skip

    panels = [
        *(FieldPanel(name) for name in ("deputy", "role", "session")), *Period.period_panels
    ]  # fmt: skip

    visibility = {"id": TECHNICAL} | Period.period_visibility | dict.fromkeys(
        ["delegation", "deputy", "role", "session"], PUBLIC
    )  # fmt: skip

    class Meta(Period.Meta):
        verbose_name = "团长、副团长"
        verbose_name_plural = "团长、副团长"

    def __str__(self) -> str:
        return f"{self.deputy} {self.get_role_display()}"

    def clean(self) -> None:
        super().clean()
        session, delegation = self.session, self.delegation
        if session and delegation.term_id and session.term_id != delegation.term_id:
            raise ValidationError({"session": "这次会议不属于代表团的届次。"})
