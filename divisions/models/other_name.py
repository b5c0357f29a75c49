"""Names under which a division is found besides its own."""

from django.db import models

from core.visibility import PUBLIC, TECHNICAL
from divisions.enums import NameKind

from .naming import NamedByPinyin


class OtherName(NamedByPinyin):
    """A name that a division had, or a short one that is no part of its name (别名)."""

    division = models.ForeignKey(
        "divisions.Division", on_delete=models.CASCADE, related_name="other_names",
        verbose_name="行政区划",
    )  # fmt: skip
    kind = models.CharField("类别", max_length=8, choices=NameKind.choices)
    valid_until = models.DateField(
        "停用日期", null=True, blank=True, help_text="最迟在这一天以后改名。"
    )
    source = models.CharField("来源", max_length=120, blank=True)

    visibility = {
        "id": TECHNICAL,
        **dict.fromkeys(
            ["division", "name", "kind", "pinyin", "initials", "valid_until", "source"], PUBLIC
        ),
    }

    class Meta:
        verbose_name = "别名"
        verbose_name_plural = "别名"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name", "kind"],
                name="other_name_once_per_division",
                violation_error_message="这个名称已经记在这里。",
            ),
        ]
