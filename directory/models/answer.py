"""Answers (答复): what staff have decided about a doubtful row of a roster, kept for good."""

from django.conf import settings
from django.db import models

from core.visibility import RESTRICTED, TECHNICAL
from divisions.models import Division

from .deputy import Deputy


class AnswerKind(models.TextChoices):
    """What a doubtful row is."""

    NEW = "new", "新的人"
    PERSON = "person", "库中的这个人"
    DUPLICATE = "duplicate", "与另一行是同一人"
    SKIP = "skip", "不导入"


class RosterAnswer(models.Model):
    """A decision about one row of the rosters of a division (花名册答复), asked only once.

    ``fingerprint`` tells the row by everything that it says, so that a row that says something
    else is asked about anew; ``deputy`` is the person whom the row means, or whom it made.
    """

    place = models.ForeignKey(
        Division, on_delete=models.CASCADE, related_name="+", verbose_name="谁的花名册"
    )
    fingerprint = models.CharField(max_length=64, editable=False)
    kind = models.CharField("答复", max_length=10, choices=AnswerKind.choices)
    deputy = models.ForeignKey(
        Deputy, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name="代表",
    )  # fmt: skip
    source = models.CharField("来源", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name="答复人",
    )  # fmt: skip
    answered_at = models.DateTimeField("答复时间", auto_now_add=True)

    wagtail_reference_index_ignore = True

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["place", "fingerprint", "kind", "deputy", "source", "answered_by", "answered_at"],
        RESTRICTED,
    )  # fmt: skip

    class Meta:
        verbose_name = "花名册答复"
        verbose_name_plural = "花名册答复"
        constraints = [
            models.UniqueConstraint(fields=["place", "fingerprint"], name="roster_answer_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
