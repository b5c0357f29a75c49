"""Names that are found by pinyin."""

from typing import Any

from django.db import models

from core.pinyin import initials, place_pinyin


class NamedByPinyin(models.Model):
    """A place's name with its pinyin, which follows from the name and is never typed in."""

    name = models.CharField("名称", max_length=80)
    pinyin = models.CharField(
        "拼音", max_length=300, blank=True, editable=False, help_text="不分音节，用于查找。"
    )
    initials = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with what follows from the name."""
        self.derive()
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "pinyin", "initials"}
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill what follows from the name."""
        syllables = place_pinyin(self.name)
        self.pinyin = syllables.replace(" ", "")[:300]
        self.initials = initials(syllables)[:60]
