"""Imports (导入批次): what an upload wrote, so that it is approved and undone as one."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

from core.visibility import RESTRICTED, TECHNICAL
from directory.enums import BatchKind, BatchState
from editing.models import ChangeSet
from editing.scoped import DivisionScopedModel


class ImportBatch(DivisionScopedModel):
    """One upload of a division's office and what became of it (导入批次).

    ``options`` holds what the office chose on the way (level, term, columns); ``report`` the
    outcome of every row, without identity numbers. The uploaded file lies in private storage
    under ``uuid`` and goes at ``undo_until``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("种类", max_length=12, choices=BatchKind.choices)
    title = models.CharField("文件", max_length=200)
    state = models.CharField(
        "状态", max_length=12, choices=BatchState.choices, default=BatchState.UPLOADED
    )
    options = models.JSONField("选项", default=dict)
    report = models.JSONField("结果", default=dict)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("共", default=0)
    message = models.TextField("说明", blank=True)
    change_set = models.OneToOneField(
        ChangeSet, on_delete=models.PROTECT, null=True, blank=True, related_name="batch"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name="导入人",
    )  # fmt: skip
    made_at = models.DateTimeField("时间", default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now, editable=False)
    undo_until = models.DateTimeField("可撤销到", null=True, blank=True)

    closed_actions = frozenset({"add", "delete", "bulk_delete"})

    panels = [FieldPanel(name, read_only=True) for name in ("title", "message")]

    visibility = dict.fromkeys(
        ["id", "division_path", "uuid", "change_set", "moved_at"], TECHNICAL
    ) | (
        dict.fromkeys(
            ["division", "kind", "title", "state", "options", "report", "done", "total",
             "message", "made_by", "made_at", "undo_until"],
            RESTRICTED,
        )
    )  # fmt: skip

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title


class ColumnChoice(models.Model):
    """Which columns an office's kind of sheet has (列的对应), remembered for its next upload."""

    place = models.ForeignKey(
        "divisions.Division", on_delete=models.CASCADE, related_name="+", verbose_name="谁的花名册"
    )
    headings = models.CharField(max_length=64, editable=False)
    columns = models.JSONField("列的对应", default=dict)

    visibility = {"id": TECHNICAL} | dict.fromkeys(["place", "headings", "columns"], RESTRICTED)

    class Meta:
        verbose_name = "列的对应"
        verbose_name_plural = "列的对应"
        constraints = [
            models.UniqueConstraint(fields=["place", "headings"], name="columns_once_per_headings"),
        ]

    def __str__(self) -> str:
        return f"{self.place}"
