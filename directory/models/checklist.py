"""Checklists (十有、六有、制度种类 …): what a station or a group is to have, as data."""

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.visibility import DRAFT_COLUMNS, PUBLIC, RESTRICTED, TECHNICAL
from directory.enums import ChecklistSubject
from editing.scoped import ScopedRecord


class Checklist(ScopedRecord, ClusterableModel):
    """A list of what a station or a group is to have; it binds its division and all below."""

    name = models.CharField("名称", max_length=120)
    subject = models.CharField(
        "对象", max_length=10, choices=ChecklistSubject.choices, default=ChecklistSubject.STATION
    )
    basis = models.CharField("依据", max_length=200, blank=True)

    panels = [
        *(FieldPanel(name) for name in ("division", "name", "subject", "basis")),
        InlinePanel("items", heading="各项", label="一项"),
    ]  # fmt: skip

    visibility = (
        DRAFT_COLUMNS
        | dict.fromkeys(["division", "name", "subject"], PUBLIC)
        | {"basis": RESTRICTED}
    )

    class Meta:
        verbose_name = "检查清单"
        verbose_name_plural = "检查清单"
        ordering = ["division_path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"],
                name="checklist_once_per_division",
                violation_error_message="已有同名的清单。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(models.Model):
    """One thing of a checklist (一项)."""

    checklist = ParentalKey(Checklist, on_delete=models.CASCADE, related_name="items")
    name = models.CharField("内容", max_length=60)
    wants_document = models.BooleanField("须有文件", default=False)
    order = models.PositiveSmallIntegerField("排序", default=100)

    #: the record of a division that it hangs on
    scoped_owner = "checklist"

    panels = [FieldPanel(name) for name in ("name", "wants_document", "order")]

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["checklist", "name", "wants_document", "order"], PUBLIC
    )  # fmt: skip

    class Meta:
        verbose_name = "清单项"
        verbose_name_plural = "清单项"
        ordering = ["checklist", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "name"],
                name="item_once_per_checklist",
                violation_error_message="清单里已有这一项。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checklist}：{self.name}"
