"""Codes of divisions, over time and at two levels."""

from django.db import models
from django.db.models import Q

from core.visibility import PUBLIC, TECHNICAL
from divisions.enums import Level


class DivisionCode(models.Model):
    """A code a division has or had (区划代码); one place may hold codes at two levels."""

    division = models.ForeignKey(
        "divisions.Division", on_delete=models.CASCADE, related_name="codes",
        verbose_name="行政区划",
    )  # fmt: skip
    code = models.CharField("代码", max_length=12, help_text="十二位。")
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)
    seen_on = models.DateField(
        "见于", null=True, blank=True, help_text="列有这个代码的最新一版区划表的日期。"
    )
    source = models.CharField("来源", max_length=120, blank=True)

    visibility = {
        "id": TECHNICAL,
        **dict.fromkeys(
            ["division", "code", "level", "valid_from", "valid_until", "seen_on", "source"],
            PUBLIC,
        ),
    }

    class Meta:
        verbose_name = "区划代码"
        verbose_name_plural = "区划代码"
        ordering = ["level", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "level"],
                condition=Q(valid_until=None),
                name="division_code_in_force_once_per_level",
                violation_error_message="这个代码在这一级已经属于另一个区划。",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "level"], name="division_code_level"),
            models.Index(
                fields=["level", "code"],
                name="division_find_code",
                opclasses=["int2_ops", "varchar_pattern_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.code
