"""What this app adds to Wagtail's admin."""

from collections.abc import Iterator

from django.db.models import Model
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet

from accounts.models import User

from .bulk_actions import ConfirmBulkAction
from .gap_views import CoverageView, DeputyGapsView, StationGapsView
from .models import Deputy, Term
from .proposal_views import ProposeView
from .upload_views import UploadRosterView
from .viewsets import BodyViewSets, DirectoryViewSets, StationViewSets

register_snippet(DirectoryViewSets)
register_snippet(StationViewSets)
register_snippet(BodyViewSets)
hooks.register("register_bulk_action", ConfirmBulkAction)


@hooks.register("register_admin_urls")
def own_urls() -> list[URLPattern]:
    """Add the upload of rosters, and the reports of what is missing."""
    return [
        path("imports/roster/", UploadRosterView.as_view(), name="upload_roster"),
        path("proposals/new/", ProposeView.as_view(), name="propose_change"),
        path("gaps/deputies/", DeputyGapsView.as_view(), name="deputy_gaps"),
        path("gaps/stations/", StationGapsView.as_view(), name="station_gaps"),
        path("gaps/coverage/", CoverageView.as_view(), name="station_coverage"),
    ]


@hooks.register("register_admin_menu_item")
def upload_roster() -> MenuItem:
    """Lead to the upload of a roster."""
    return MenuItem("导入花名册", reverse("upload_roster"), icon_name="upload", order=155)


@hooks.register("register_admin_menu_item")
def propose_change() -> MenuItem:
    """Lead to proposing a change of somebody else's record."""
    return MenuItem("建议更改", reverse("propose_change"), icon_name="mail", order=156)


#: further pages of a record, in the menu beside it: ``{model: [(view, label, icon)]}``
_FURTHER_PAGES = {
    Deputy: [("merge", "合并重复的代表", "group")],
    Term: [("begin", "换届", "calendar")],
}


@hooks.register("register_snippet_listing_buttons")
def further_pages(record: Model, user: User, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a list to what can be done with a record by who may publish it."""
    policy = policy_registry.get_by_type(type(record))
    for view, label, icon in _FURTHER_PAGES.get(type(record), []):
        if policy.user_has_permission_for_instance(user, "publish", record):
            url = reverse(record.snippet_viewset.get_url_name(view), args=[record.pk])
            yield Button(label, url=url, icon_name=icon, priority=50)


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
