"""What hangs on a deputy beside mandates: roles outside the congress."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from core.visibility import PUBLIC, TECHNICAL

from .deputy import Deputy
from .period import Period


class ExtraRole(Period):
    """A role that another organ gives a deputy, agreed with the congress (特约监察员、监督员 …)."""

    deputy = ParentalKey(Deputy, on_delete=models.CASCADE, related_name="extra_roles")
    title = models.CharField("职务", max_length=60, help_text="例如：特约监察员。")
    body = models.CharField("聘请单位", max_length=120, blank=True)

    panels = [*(FieldPanel(name) for name in ("title", "body")), *Period.period_panels]

    visibility = {"id": TECHNICAL} | Period.period_visibility | dict.fromkeys(
        ["deputy", "title", "body"], PUBLIC
    )  # fmt: skip

    class Meta(Period.Meta):
        verbose_name = "社会职务"
        verbose_name_plural = "社会职务"

    def __str__(self) -> str:
        return self.title
