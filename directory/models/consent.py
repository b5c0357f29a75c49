"""Consent (同意公开): what a person lets the site show, since when, until when."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from core.visibility import CONSENTED, RESTRICTED, TECHNICAL, visibility_of

from .deputy import Deputy


class ConsentQuerySet(models.QuerySet):
    """Consents (同意); methods chain."""

    def standing(self, on: datetime.date | None = None) -> Self:
        """Keep what was given by the day ``on`` and not withdrawn by then."""
        on = on or timezone.localdate()
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), given_on__lte=on)


def consented_fields() -> list[tuple[str, str]]:
    """Return the fields of a person that are shown by consent, with their names."""
    return [
        (name, str(Deputy._meta.get_field(name).verbose_name))
        for name, seen_by in visibility_of(Deputy).items()
        if seen_by is CONSENTED
    ]


class Consent(models.Model):
    """A person's dated consent to one field being public (个人信息保护法 第十三条、第十五条)."""

    deputy = ParentalKey(Deputy, on_delete=models.CASCADE, related_name="consents")
    field = models.CharField("公开什么", max_length=30, choices=consented_fields)
    version = models.CharField(
        "同意书版本", max_length=40, help_text="本人签的是哪一版同意书，例如 2026 年版。"
    )
    given_on = models.DateField("同意日期")
    withdrawn_on = models.DateField(
        "撤回日期", null=True, blank=True, help_text="从这一天起不再公开。"
    )

    objects = ConsentQuerySet.as_manager()

    panels = [
        *(FieldPanel(name) for name in ("field", "version", "given_on")),
        FieldPanel("withdrawn_on", read_only=True),
    ]

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["deputy", "field", "version", "given_on", "withdrawn_on"], RESTRICTED
    )  # fmt: skip

    class Meta:
        verbose_name = "同意公开"
        verbose_name_plural = "同意公开"
        ordering = ["deputy", "field", "given_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn_after_it_was_given",
                violation_error_message="撤回日期不能早于同意日期。",
            ),
            models.UniqueConstraint(
                fields=["deputy", "field"],
                condition=Q(withdrawn_on=None),
                name="one_standing_consent_per_field",
                violation_error_message="这一项已有没有撤回的同意。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.given_on}"

    def stands(self, on: datetime.date) -> bool:
        """Whether it stands on the day ``on``; the same rule as ``standing()``."""
        return self.given_on <= on and (self.withdrawn_on is None or self.withdrawn_on > on)

    def is_withdrawn(self, on: datetime.date) -> bool:
        """Whether it is over on the day ``on``; one that begins later is not."""
        return self.withdrawn_on is not None and self.withdrawn_on <= on
