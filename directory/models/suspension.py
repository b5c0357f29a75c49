"""The suspension of a mandate (暂时停止执行代表职务): since when, until when, by which decision.

Law: 代表法 (2025) 第六十一条、第六十三条. Who is suspended now, ``Mandate.status`` says; the days
of the last suspension stay on file when it is lifted. Nothing of it is public.
"""

from django.db import models

from directory.enums import MandateStatus


class Suspended(models.Model):
    """A mandate, as far as it is or was suspended."""

    suspended_on = models.DateField("暂停日期", null=True, blank=True)
    resumed_on = models.DateField(
        "恢复日期", null=True, blank=True,
        help_text="恢复执行职务的第一天；恢复了，状态就选“在任”。",
    )  # fmt: skip
    suspension = models.CharField(
        "暂停的决定或公告", max_length=120, blank=True, help_text="文号或标题。"
    )

    suspension_fields = ("suspended_on", "resumed_on", "suspension")

    class Meta:
        abstract = True

    def suspension_errors(self) -> dict[str, str]:
        """Return what is wrong with the suspension, by field."""
        if self.suspended_on is None:
            is_given = self.resumed_on or self.suspension
            reason = "写了恢复日期或者暂停的决定，请填暂停日期。"
            return {"suspended_on": reason} if is_given else {}
        errors = {}
        if self.starts_on and self.suspended_on < self.starts_on:
            errors["suspended_on"] = "早于就任日期，请核对。"
        if self.resumed_on and self.resumed_on < self.suspended_on:
            errors["resumed_on"] = "早于暂停日期，请核对。"
        elif self.status == MandateStatus.SUSPENDED and self.resumed_on:
            errors["status"] = "填了恢复日期，状态就不再是“暂停执行职务”。"
        elif self.status == MandateStatus.SERVING and not self.resumed_on:
            errors["resumed_on"] = "填了暂停日期，请填恢复日期，或者把状态改为“暂停执行职务”。"
        return errors
