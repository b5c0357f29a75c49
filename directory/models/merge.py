"""What is left of a record that was merged into another (合并): its address."""

from django.db import models

from core.visibility import PUBLIC, RESTRICTED, TECHNICAL
from editing.models import ChangeSet

from .deputy import Deputy


class FormerCode(models.Model):
    """A public code that a deputy's record had before it was merged; its address leads on."""

    deputy = models.ForeignKey(Deputy, on_delete=models.CASCADE, related_name="former_codes")
    code = models.CharField("原网址编号", max_length=8, unique=True)
    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    visibility = {"id": TECHNICAL, "deputy": PUBLIC, "code": PUBLIC, "change_set": RESTRICTED}

    class Meta:
        verbose_name = "原网址编号"
        verbose_name_plural = "原网址编号"

    def __str__(self) -> str:
        return self.code
