"""What every page type of the site shares, and the days that differ from the week's habit."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from .visibility import PUBLIC, TECHNICAL


class BasePage(Page):
    """A page in the look of the site; title and description come from Wagtail's own fields."""

    class Meta:
        abstract = True


class CalendarDay(models.Model):
    """A day on which the country works or rests otherwise than the week says (工作日历).

    Statutory holidays with the days off around them, weekends included, and make-up workdays
    (调休上班). A day without a row is a workday from Monday to Friday. Source: the State
    Council's yearly notice (国务院办公厅关于部分节假日安排的通知).
    """

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField(
        "上班", default=False, help_text="调休上班的日子勾选；放假的日子不勾。"
    )
    name = models.CharField("节日", max_length=60, help_text="例如：春节。调休的写所调的节日。")
    source = models.CharField(
        "来源", max_length=200, blank=True, help_text="例如：国务院办公厅通知的文号。"
    )

    panels = [FieldPanel(name) for name in ("date", "is_workday", "name", "source")]

    visibility = {"id": TECHNICAL} | dict.fromkeys(
        ["date", "is_workday", "name", "source"], PUBLIC
    )  # fmt: skip

    class Meta:
        verbose_name = "节假日和调休"
        verbose_name_plural = "工作日历"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}{'（上班）' if self.is_workday else ''}"
