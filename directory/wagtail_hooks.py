"""What this app adds to Wagtail's admin."""

from collections.abc import Iterator

from django.db.models import Model
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from accounts.models import User

from .bulk_actions import ConfirmBulkAction
from .deputy_rows_views import DeputyRowsView
from .gap_views import CoverageView, DeputyGapsView, StationGapsView
from .models import GroupMembership, Mandate, Posting
from .proposal_views import ProposeView
from .upload_views import UploadPhotosView, UploadRosterView, UploadUnitsView
from .viewsets import BodyViewSets, DirectoryViewSets, StationViewSets

register_snippet(DirectoryViewSets)
register_snippet(StationViewSets)
register_snippet(BodyViewSets)
hooks.register("register_bulk_action", ConfirmBulkAction)


@hooks.register("register_admin_urls")
def own_urls() -> list[URLPattern]:
    """Add the uploads, and the reports of what is missing."""
    return [
        path("imports/roster/", UploadRosterView.as_view(), name="upload_roster"),
        path("imports/units/", UploadUnitsView.as_view(), name="upload_units"),
        path("imports/photos/", UploadPhotosView.as_view(), name="upload_photos"),
        path("proposals/new/", ProposeView.as_view(), name="propose_change"),
        path("deputies/<int:pk>/rows/", DeputyRowsView.as_view(), name="deputy_rows"),
        path("gaps/deputies/", DeputyGapsView.as_view(), name="deputy_gaps"),
        path("gaps/stations/", StationGapsView.as_view(), name="station_gaps"),
        path("gaps/coverage/", CoverageView.as_view(), name="station_coverage"),
    ]


@hooks.register("register_admin_menu_item")
def uploads() -> MenuItem:
    """Lead to the upload of a roster, of electoral units, of photographs."""
    items = [
        MenuItem("导入花名册", reverse("upload_roster"), icon_name="upload", order=10),
        MenuItem("导入选区表", reverse("upload_units"), icon_name="upload", order=20),
        MenuItem("导入照片", reverse("upload_photos"), icon_name="image", order=30),
    ]
    return SubmenuMenuItem("导入", Menu(items=items), icon_name="upload", order=155)


@hooks.register("register_admin_menu_item")
def propose_change() -> MenuItem:
    """Lead to proposing a change of somebody else's record."""
    return MenuItem("建议更改", reverse("propose_change"), icon_name="mail", order=156)


@hooks.register("register_snippet_listing_buttons")
def person_of_row(record: Model, user: User, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a seat, a posting or a membership to all of that person."""
    if isinstance(record, (Mandate, Posting, GroupMembership)):
        url = reverse("deputy_rows", args=[record.deputy_id])
        yield Button("这位代表的任职", url=url, icon_name="user", priority=50)


@hooks.register("register_reports_menu_item")
def deputy_gaps() -> MenuItem:
    """Lead to what is missing of deputies."""
    return MenuItem("代表资料缺项", reverse("deputy_gaps"), icon_name="user", order=10)


@hooks.register("register_reports_menu_item")
def station_gaps() -> MenuItem:
    """Lead to what is missing of stations."""
    return MenuItem("家站室资料缺项", reverse("station_gaps"), icon_name="home", order=20)


@hooks.register("register_reports_menu_item")
def station_coverage() -> MenuItem:
    """Lead to how far stations cover places and deputies."""
    return MenuItem("家站室覆盖情况", reverse("station_coverage"), icon_name="home", order=30)
