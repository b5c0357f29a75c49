"""What this app changes in Wagtail's admin."""

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem
from wagtail.snippets.models import register_snippet

from .actions import DivisionPublishAction
from .assignment_viewset import AssignmentViewSet
from .bulk_actions import ScopedDeleteBulkAction
from .division_viewset import DivisionViewSet
from .guard import referable_pages
from .scoped import ScopedRecord

#: the report that the guard leaves open, and settings that the project does not use
_OPEN_REPORTS = frozenset({"aging-pages"})
_UNUSED_SETTINGS = frozenset({"collections", "groups"})
#: after Wagtail's own hooks, so that ours stand
_LAST = 1000

register_snippet(DivisionViewSet)
hooks.register("register_bulk_action", ScopedDeleteBulkAction, order=_LAST)


@hooks.register("register_admin_viewset")
def assignments() -> AssignmentViewSet:
    """Add the admin of assignments."""
    return AssignmentViewSet("assignments")


@hooks.register("register_actions", order=_LAST)
def publish_action(registry: ActionRegistry) -> None:
    """Ask about the record, not about its model."""
    registry.register(ScopedRecord, DivisionPublishAction)


@hooks.register("construct_page_chooser_queryset")
def pages_to_choose(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Offer the user's own pages and published ones."""
    if request.user.is_superuser:
        return pages
    return pages.filter(pk__in=referable_pages(request).values("pk"))


def _scoped_endpoint(base: type[BaseAPIViewSet]) -> type[BaseAPIViewSet]:
    """Return the admin's internal list of files, limited to those the user may choose."""

    def get_queryset(self: BaseAPIViewSet) -> QuerySet:
        policy = policy_registry.get_by_type(self.model)
        mine = policy.instances_user_has_permission_for(self.request.user, "choose")
        return base.get_queryset(self).filter(pk__in=mine.values("pk"))

    return type(f"Scoped{base.__name__}", (base,), {"get_queryset": get_queryset})


@hooks.register("construct_admin_api", order=_LAST)
def file_endpoints(router: WagtailAPIRouter) -> None:
    """Replace the internal lists of images and documents, which know no permissions."""
    router.register_endpoint("images", _scoped_endpoint(ImagesAdminAPIViewSet))
    router.register_endpoint("documents", _scoped_endpoint(DocumentsAdminAPIViewSet))


def _may_publish(context: dict) -> bool:
    """Whether the form's menu offers publishing: on this record, or on a new one somewhere."""
    policy = policy_registry.get_by_type(context["model"])
    user, record = context["request"].user, context.get("instance")
    if record is None or record.pk is None:
        return policy.user_has_permission(user, "publish")
    return policy.user_has_permission_for_instance(user, "publish", record)


class ScopedPublishItem(PublishMenuItem):
    """The publish button; Wagtail's asks Django's permissions, which nobody has."""

    def is_shown(self, context: dict) -> bool:
        if context["request"].user.is_superuser or context.get("locked_for_user"):
            return False
        return _may_publish(context)


class ScopedUnpublishItem(UnpublishMenuItem):
    """The button that takes a record off the public site."""

    def is_shown(self, context: dict) -> bool:
        if context["request"].user.is_superuser or context.get("locked_for_user"):
            return False
        return context["view"] == "edit" and context["instance"].live and _may_publish(context)


@hooks.register("register_snippet_action_menu_item")
def publish_item(model: type[models.Model]) -> ActionMenuItem | None:
    """Add our publish button."""
    return ScopedPublishItem(order=55) if issubclass(model, ScopedRecord) else None


@hooks.register("register_snippet_action_menu_item")
def unpublish_item(model: type[models.Model]) -> ActionMenuItem | None:
    """Add our unpublish button."""
    return ScopedUnpublishItem(order=15) if issubclass(model, ScopedRecord) else None


@hooks.register("construct_reports_menu")
def hide_reports(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out the reports that the guard keeps for superusers."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name in _OPEN_REPORTS]


@hooks.register("construct_settings_menu")
def hide_settings(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what the project replaces: groups by assignments, collections by divisions."""
    menu_items[:] = [item for item in menu_items if item.name not in _UNUSED_SETTINGS]


@hooks.register("construct_help_menu")
def hide_guides(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out Wagtail's own guides, which are English and lie elsewhere."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith("http")]
