"""The announcement that somebody's mandate has ended (代表资格终止公告).

Law: 代表法 (2025) 第六十三条. A term that is over is announced by nobody.
"""

from django.core.validators import URLValidator
from django.db import models

from directory.enums import EndGround, MandateStatus


class Announced(models.Model):
    """A mandate, as far as its ending is announced."""

    announced_on = models.DateField(
        "公告日期", null=True, blank=True, help_text="代表资格终止公告的日期（代表法第六十三条）。"
    )
    announcement = models.CharField(
        "公告文号", max_length=120, blank=True, help_text="公告的文号或标题。"
    )
    announcement_url = models.URLField(
        "公告网址", max_length=400, blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="填了公告日期，代表页才写“代表资格终止”；有网址的，从那里链接到公告。",
    )  # fmt: skip

    announcement_fields = ("announced_on", "announcement", "announcement_url")

    class Meta:
        abstract = True

    @property
    def is_announced(self) -> bool:
        """Whether the announcement of the ending is on file."""
        return self.status == MandateStatus.ENDED and self.announced_on is not None

    def announcement_errors(self) -> dict[str, str]:
        """Return what is wrong with the announcement, by field."""
        is_given = self.announced_on or self.announcement or self.announcement_url
        if not is_given:
            return {}
        if self.status != MandateStatus.ENDED:
            return {"status": "写了终止公告，状态就应是“已终止”。"}
        if self.end_ground == EndGround.TERM_ENDED:
            return {"end_ground": "任期届满不发终止公告；请核对终止情形，或去掉公告。"}
        if self.announced_on is None:
            return {"announced_on": "写了公告文号或网址，请填公告日期。"}
        if self.ends_on and self.announced_on < self.ends_on:
            return {"announced_on": "公告日期早于终止日期，请核对。"}
        return {}
