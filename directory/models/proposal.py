"""Proposals (建议更改): what somebody without the right to write a record says about it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

from core.visibility import RESTRICTED, TECHNICAL
from directory.panels import ReportedPersonPanel
from editing.models import ChangeSet
from editing.scoped import DivisionScopedModel

from .batch import ImportBatch
from .deputy import Deputy


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已采纳"
    DECLINED = "declined", "未采纳"


class Proposal(DivisionScopedModel):
    """What somebody who may not write it says of a person (他人代报、建议更改).

    ``division`` is who decides: the keeper of the person, or of the seat where that is new too.
    ``person`` holds a row as read, without identity numbers: the keys of the import report's
    ``person``, and ``term`` and ``unit`` of the congress of ``congress_place``.
    """

    deputy = models.ForeignKey(
        Deputy, on_delete=models.CASCADE, null=True, blank=True, related_name="proposals",
        verbose_name="代表", help_text="空白表示还没有这个人。",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=60)
    person = models.JSONField("内容", default=dict)
    fingerprint = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        "处理", max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    source = models.CharField("来源", max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name="提出人",
    )  # fmt: skip
    proposed_at = models.DateTimeField("提出时间", default=timezone.now, editable=False)
    congress_place = models.ForeignKey(
        "divisions.Division", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="哪里的人民代表大会",
    )  # fmt: skip
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals",
        editable=False, verbose_name="导入批次",
    )  # fmt: skip
    accepted_in = models.ForeignKey(
        ChangeSet, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False, verbose_name="采纳时的变更",
    )  # fmt: skip

    closed_actions = frozenset({"add", "delete", "bulk_delete"})

    panels = [
        FieldPanel("name", read_only=True),
        ReportedPersonPanel("person", read_only=True),
        FieldPanel("source", read_only=True),
        FieldPanel("state"),
    ]

    visibility = dict.fromkeys(
        ["id", "division_path", "batch", "accepted_in"], TECHNICAL
    ) | dict.fromkeys(
        ["division", "deputy", "name", "person", "fingerprint", "state", "source", "proposed_by",
         "proposed_at", "congress_place"],
        RESTRICTED,
    )  # fmt: skip

    class Meta:
        verbose_name = "他人代报"
        verbose_name_plural = "他人代报"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(fields=["division", "fingerprint"], name="proposal_made_once"),
        ]

    def __str__(self) -> str:
        return self.name
