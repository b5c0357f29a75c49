"""Who looks after a station (联络员), its rule documents (制度) and what was checked (检查)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from core.visibility import PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import ChecklistSubject
from files.models import DivisionDocument

from .checklist import ChecklistItem
from .period import Period
from .station import Station


class StationLiaison(Period):
    """Who looks after a station for a time (联络员)."""

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="liaisons")
    name = models.CharField("姓名", max_length=60)
    office = models.CharField("职务", max_length=60, blank=True)
    telephone = models.CharField(
        "公开的电话", max_length=60, blank=True, help_text="会公开；不愿公开的手机不要写在这里。"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name="账号",
    )  # fmt: skip

    panels = [
        *(FieldPanel(name) for name in ("name", "office", "telephone")), *Period.period_panels
    ]  # fmt: skip

    visibility = {"id": TECHNICAL} | Period.period_visibility | dict.fromkeys(
        ["station", "name", "office", "telephone"], PUBLIC
    ) | {"user": RESTRICTED}  # fmt: skip

    class Meta(Period.Meta):
        verbose_name = "联络员"
        verbose_name_plural = "联络员"
        ordering = ["starts_on", "pk"]

    def __str__(self) -> str:
        return self.name


class StationDocument(models.Model):
    """A rule document of a station (家站室制度), of a kind a checklist names or another."""

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="documents")
    kind = models.ForeignKey(
        ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="种类",
        limit_choices_to={"checklist__subject": ChecklistSubject.STATION, "wants_document": True},
    )  # fmt: skip
    title = models.CharField("名称", max_length=120)
    version = models.CharField("版本", max_length=40, blank=True)
    document = models.ForeignKey(
        DivisionDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="文件",
    )  # fmt: skip
    adopted_on = models.DateField("通过日期", null=True, blank=True)

    panels = [
        *(FieldPanel(name) for name in ("kind", "title", "version")),
        FieldPanel("document", help_text="没有附上文件的，不算有这项制度。"),
        FieldPanel("adopted_on"),
    ]

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["station", "kind", "title", "version", "document", "adopted_on"], PUBLIC
    )  # fmt: skip

    class Meta:
        verbose_name = "家站室制度"
        verbose_name_plural = "家站室制度"

    def __str__(self) -> str:
        return self.title


class StationCheck(models.Model):
    """Whether a station had one thing of a checklist, on a day, and what shows it (检查)."""

    station = ParentalKey(Station, on_delete=models.CASCADE, related_name="checks")
    item = models.ForeignKey(
        ChecklistItem, on_delete=models.PROTECT, related_name="checks", verbose_name="清单项",
        limit_choices_to={"checklist__subject": ChecklistSubject.STATION},
    )  # fmt: skip
    is_met = models.BooleanField("具备", default=False)
    evidence = models.CharField("凭据", max_length=200, blank=True)
    document = models.ForeignKey(
        DivisionDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="文件",
    )  # fmt: skip
    checked_on = models.DateField("检查日期")
    checker = models.CharField("检查人", max_length=60, blank=True)

    panels = [
        FieldPanel(name)
        for name in ("item", "is_met", "evidence", "document", "checked_on", "checker")
    ]

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["station", "item", "is_met", "evidence", "document", "checked_on", "checker"], RESTRICTED
    )  # fmt: skip

    class Meta:
        verbose_name = "检查记录"
        verbose_name_plural = "检查记录"
        ordering = ["item", "-checked_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.item} {self.checked_on}"

    def clean(self) -> None:
        """Refuse a check that nobody can have made yet."""
        super().clean()
        if self.checked_on and self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": "检查日期还没有到。"})
