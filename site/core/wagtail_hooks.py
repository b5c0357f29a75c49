"""What this app adds to Wagtail's admin."""

from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from .models import CalendarDay


def _work_or_rest(day: CalendarDay) -> str:
    return "上班" if day.is_workday else "放假"


class CalendarDayViewSet(ModelViewSet):
    """The working calendar of the whole country, under the settings; superusers keep it.

    No group holds Django's permissions on it, so nobody else gets in.
    """

    model = CalendarDay
    icon = "calendar-alt"
    menu_label = "工作日历"
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = (
        DateColumn("date", label="日期", sort_key="date"),
        "name",
        Column("is_workday", label="上班", accessor=_work_or_rest, sort_key="is_workday"),
        "source",
    )
    list_filter = ("is_workday", "name")
    list_per_page = 60
    ordering = ("-date",)
    search_fields = ("name", "source")


@hooks.register("register_admin_viewset")
def working_calendar() -> CalendarDayViewSet:
    """Add the admin of the working calendar."""
    return CalendarDayViewSet("calendar")
