"""The admin of records of a division: what every viewset of such a model inherits."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.views import View
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet

from .change_views import ChangesView, ScopedHistoryView
from .choosers import ScopedChooserViewSet
from .forms import DivisionScopedForm
from .scoped import ScopedRecord, with_status
from .views import ScopedDeleteView, ScopedFormViewMixin, ScopedIndexView, ScopedViewMixin

#: views of a snippet that are not ours: a copy repeats what names one person or place, and usage
#: is not recorded at this number of rows
_CLOSED_VIEWS = frozenset({"copy", "usage"})


class ScopedViewsMixin:
    """Put ``ScopedViewMixin`` in front of every view class of a viewset."""

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        has_form = issubclass(view_class, CreateEditViewOptionalFeaturesMixin)
        mixin = ScopedFormViewMixin if has_form else ScopedViewMixin
        scoped = type(view_class.__name__, (mixin, view_class), {"__module__": __name__})
        return super().construct_view(scoped, **kwargs)


class DivisionScopedViewSet(ScopedViewsMixin, SnippetViewSet):
    """List, form, history and chooser of a ``DivisionScopedModel``, all within the territory.

    A subclass names ``model``, ``list_display`` and what ``find`` looks into.
    """

    index_view_class = ScopedIndexView
    delete_view_class = ScopedDeleteView
    history_view_class = ScopedHistoryView
    changes_view_class = ChangesView
    chooser_viewset_class = ScopedChooserViewSet
    base_form_class = DivisionScopedForm
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["name"]
    list_per_page = 30
    #: relations that the list and the chooser show
    list_select_related: tuple[str, ...] = ()
    #: what the chooser shows beside the title, public fields only
    chooser_columns: tuple[BaseColumn, ...] = ()
    #: further pages in the menu beside a record: view, label, icon, the action one must be allowed
    further_pages: tuple[tuple[str, str, str, str], ...] = ()

    def find(self, records: QuerySet, text: str) -> QuerySet:
        """Return the records that hold ``text`` in one of ``search_fields``."""
        found = Q()
        for field in self.search_fields:
            found |= Q((f"{field}__icontains", text))
        return records.filter(found)

    def complete(self, records: list[Any]) -> None:
        """Add to the records of one page of the list what no join should load of all of them."""

    def prepare(self, records: QuerySet) -> QuerySet:
        """Load what list and chooser show of ``records``, in a fixed number of queries."""
        records = records.select_related(*self.list_select_related)
        return with_status(records) if issubclass(self.model, ScopedRecord) else records

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        policy = policy_registry.get_by_type(self.model)
        return self.prepare(policy.instances_user_has_permission_for(request.user, "view"))

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs, usage_url_name=None)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        further = tuple((self.get_url_name(view), *more) for view, *more in self.further_pages)
        return super().get_index_view_kwargs(**kwargs) | {
            "find": self.find,
            "complete": self.complete,
            "further_pages": further,
        }

    def get_history_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {"changes_url_name": self.get_url_name("changes")}
        return super().get_history_view_kwargs(**kwargs) | names

    @property
    def changes_view(self) -> Any:
        """The view of what was changed in a record, field by field."""
        names = {"changes_url_name": self.get_url_name("changes")}
        kwargs = self.get_common_view_kwargs() | names
        return self.construct_view(self.changes_view_class, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        own = [each for each in super().get_urlpatterns() if each.name not in _CLOSED_VIEWS]
        route = f"changes/<{self.pk_path_converter}:pk>/"
        return [*own, path(route, self.changes_view, name="changes")]

    def get_edit_handler(self) -> Panel:
        handler = super().get_edit_handler()
        handler.base_form_class = self.base_form_class
        return handler

    @property
    def chooser_viewset(self) -> ScopedChooserViewSet:
        """The chooser for foreign keys to the model."""
        return self.chooser_viewset_class(
            self.get_chooser_admin_url_namespace(),
            model=self.model,
            url_prefix=self.get_chooser_admin_base_path(),
            icon=self.icon,
            per_page=self.chooser_per_page,
            find=self.find,
            prepare=self.prepare,
            extra_columns=self.chooser_columns,
        )
