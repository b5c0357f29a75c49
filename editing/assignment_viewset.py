"""The admin of assignments (权限分配)."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from .assignment_forms import AssignmentForm
from .models import Assignment
from .services import revoke_assignment
from .views import FindMixin
from .viewsets import ScopedViewsMixin


class AssignmentIndexView(FindMixin, generic.IndexView):
    """The assignments the user may see."""

    def get_base_queryset(self) -> QuerySet[Assignment]:
        policy = policy_registry.get_by_type(Assignment)
        seen = policy.instances_user_has_permission_for(self.request.user, "view")
        return seen.select_related("user", "division", "granted_by").prefetch_related("scope")


class AssignmentDeleteView(generic.DeleteView):
    """Takes the rights back; with the last assignment goes the way into the admin."""

    def delete_action(self) -> None:
        revoke_assignment(assignment=self.object, revoked_by=self.request.user)


class AssignmentViewSet(ScopedViewsMixin, ModelViewSet):
    """Who may do what where; an office keeps it for its own territory."""

    model = Assignment
    icon = "key"
    menu_label = "权限分配"
    menu_order = 600
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = AssignmentIndexView
    delete_view_class = AssignmentDeleteView
    list_display = (
        "user",
        Column("username", label="用户名", accessor="user.username"),
        Column("division", label="行政区划", sort_key="division__path"),
        Column("role", label="角色", accessor="get_role_display", sort_key="role"),
        Column("scope", label="只限于"),
        DateColumn("starts_on", label="开始日期", sort_key="starts_on"),
        DateColumn("expires_on", label="到期日期", sort_key="expires_on"),
        Column("granted_by", label="授权人"),
    )
    list_filter = ("role",)

    def get_form_class(self, for_update: bool = False) -> type[AssignmentForm]:
        return AssignmentForm

    def find(self, records: QuerySet[Assignment], text: str) -> QuerySet[Assignment]:
        """Return the assignments of people or places called so."""
        return records.filter(
            Q(user__username__icontains=text) | Q(user__last_name__icontains=text)
            | Q(user__first_name__icontains=text) | Q(division__name__icontains=text)
        )  # fmt: skip

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"find": self.find}

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs, usage_url_name=None)

    def get_urlpatterns(self) -> list:
        return [each for each in super().get_urlpatterns() if each.name != "usage"]
