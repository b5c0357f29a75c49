"""What was changed, by whom, when, before and after (变更记录)."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from core.visibility import RESTRICTED, TECHNICAL


class Verb(models.TextChoices):
    """What happened to a record."""

    CREATED = "created", "新增"
    UPDATED = "updated", "修改"
    DELETED = "deleted", "删除"


class ChangeSet(models.Model):
    """What was written together and may be taken back together (一批变更)."""

    kind = models.CharField("种类", max_length=20)
    source = models.CharField("来源", max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="操作人",
    )  # fmt: skip
    made_at = models.DateTimeField("时间", default=timezone.now)
    finished_at = models.DateTimeField("写完时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="撤销人",
    )  # fmt: skip
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["kind", "source", "made_by", "made_at", "finished_at", "undone_by", "undone_at"],
        RESTRICTED,
    )  # fmt: skip

    class Meta:
        verbose_name = "一批变更"
        verbose_name_plural = "一批变更"

    def __str__(self) -> str:
        return self.source or self.kind


class RecordChange(models.Model):
    """One change of one record, as it stands for the public: drafts are Wagtail's revisions.

    ``before`` and ``after`` hold the fields that changed, as JSON of ``editing.changes``; rows
    that hang on the record (other names, areas) and tags count as fields of it.
    """

    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    verb = models.CharField("做了什么", max_length=8, choices=Verb.choices)
    before = models.JSONField("原来", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("现在", default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="操作人",
    )  # fmt: skip
    at = models.DateTimeField("时间", default=timezone.now)
    source = models.CharField("来源", max_length=200, blank=True)

    visibility = dict.fromkeys(["id", "change_set", "content_type", "object_id"], TECHNICAL) | (
        dict.fromkeys(["verb", "before", "after", "by", "at", "source"], RESTRICTED)
    )

    class Meta:
        verbose_name = "变更记录"
        verbose_name_plural = "变更记录"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id", "id"], name="change_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d %H:%M}"
