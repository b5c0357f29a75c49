"""The history of a record field by field (逐项变化): who changed what, before and after."""

from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.views.generic import BaseListingView, BaseObjectMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import HistoryView

from .change_texts import LineMaker
from .changes import changes_of
from .models import RecordChange
from .policies import DivisionPermissionPolicy, Person

TITLE = "逐项变化"


class ScopedHistoryView(HistoryView):
    """Wagtail's list of revisions, with a way to the changes field by field."""

    changes_url_name = ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse(self.changes_url_name, args=(quote(self.object.pk),))
        return [*super().header_buttons, HeaderButton(TITLE, url=url, icon_name="list-ul")]


class ChangeLinesColumn(BaseColumn):
    """The fields of a change, a line each."""

    cell_template_name = "editing/change_lines_cell.html"

    def __init__(self, name: str, lines: LineMaker, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.lines = lines

    def get_cell_context_data(
        self, instance: RecordChange, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"lines": self.lines.of(instance)}


class ChangesView(PermissionCheckedMixin, BaseObjectMixin, BaseListingView):
    """What was written down of one record, the latest first."""

    any_permission_required = ["add", "change", "delete"]
    page_title = TITLE
    header_icon = "history"
    paginate_by = 30
    is_searchable = False
    default_ordering = ("-pk",)
    edit_url_name = ""
    history_url_name = ""
    changes_url_name = ""

    @cached_property
    def columns(self) -> list[BaseColumn]:
        lines = LineMaker(self.model, lambda target, keys: _named(target, keys, self.request.user))
        return [
            DateColumn("at", label="时间", width="15%"),
            Column("by", label="谁", width="12%"),
            Column("verb", label="做了什么", accessor="get_verb_display", width="8%"),
            ChangeLinesColumn("lines", lines, label="变化"),
            Column("source", label="来源", width="18%"),
        ]

    @cached_property
    def verbose_name_plural(self) -> str:
        return TITLE

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        pk = quote(self.object.pk)
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.edit_url_name, args=(pk,)), "label": str(self.object)},
            {"url": reverse(self.history_url_name, args=(pk,)), "label": "历史"},
            {"url": "", "label": TITLE},
        ]

    def get_index_url(self) -> str:
        return reverse(self.changes_url_name, args=(quote(self.object.pk),))

    def get_index_results_url(self) -> str:
        return self.get_index_url()

    def get_base_queryset(self) -> QuerySet[RecordChange]:
        return changes_of(self.object)


def _named(target: type[models.Model], keys: set[int], user: Person) -> dict[int, str]:
    """Return the names of those records that the user may see or refer to."""
    policy = policy_registry.get_by_type(target, fallback=False)
    records = target._default_manager.all()
    if isinstance(policy, DivisionPermissionPolicy):
        records = policy.referable(user)
    return {record.pk: str(record) for record in records.filter(pk__in=keys)}
