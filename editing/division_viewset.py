"""The admin of the administrative tree (行政区划), and the chooser for every key to a division."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView

from divisions.finder import find_divisions
from divisions.models import Division

from .choosers import OWN_ONLY, ScopedChooserMixin, ScopedChooserViewSet
from .division_forms import DivisionForm
from .forms import own_divisions
from .territory import nearby_divisions
from .viewsets import DivisionScopedViewSet

#: parameter of the chooser's address: the division whose places are listed
_INSIDE = "inside"
#: hits of a search that are listed
_HITS = 60


class BelowColumn(BaseColumn):
    """A link to the places below, which the chooser follows for its class is that of paging."""

    cell_template_name = "editing/places_below_cell.html"

    def __init__(self, inside_url: Callable[[Division], str]) -> None:
        """Take the function that returns the address listing the places of a division."""
        super().__init__("below", label="下级")
        self.inside_url = inside_url

    def get_cell_context_data(self, instance: Division, parent_context: dict) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"url": self.inside_url(instance)}


class DivisionChooserMixin(ScopedChooserMixin):
    """Walk down the tree by clicking, or search all of it.

    It opens at the user's own territory. Every division may be referred to, they are public.
    """

    results_template_name = "editing/division_chooser_results.html"

    def get_object_list(self) -> QuerySet[Division]:
        user = self.request.user
        is_own = OWN_ONLY in self.request.GET
        offered = own_divisions(user, {"add", "change"}) if is_own else Division.objects.all()
        offered = self.prepare(offered)
        if self.request.GET.get("q"):
            return offered
        if inside := self.inside:
            below = Q(parent=inside, governed_by=None) | Q(governed_by=inside)
            return offered.filter(below).valid()
        return offered.filter(pk__in=nearby_divisions(user).values("pk"))

    @cached_property
    def inside(self) -> Division | None:
        """The division whose places are listed; None: the user's own territory."""
        pk = self.request.GET.get(_INSIDE, "")
        return Division.objects.filter(pk=pk).first() if pk.isdecimal() else None

    def inside_url(self, division: Division) -> str:
        """Return the address that lists the places of ``division``."""
        kept = {
            key: self.request.GET[key] for key in (OWN_ONLY, "multiple") if key in self.request.GET
        }
        return f"{reverse(self.results_url_name)}?{urlencode(kept | {_INSIDE: division.pk})}"

    @property
    def columns(self) -> list[BaseColumn]:
        return [*super().columns, BelowColumn(self.inside_url)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        way: list[tuple[str, str]] = []
        if self.inside:
            above = Division.objects.filter(pk__in=self.inside.ancestor_ids).order_by("path")
            way = [(each.name, self.inside_url(each)) for each in above]
        return super().get_context_data(**kwargs) | {"way": way}


class DivisionChooseView(DivisionChooserMixin, ChooseView):
    """The chooser as it opens."""


class DivisionChooseResultsView(DivisionChooserMixin, ChooseResultsView):
    """Its list after a click or a search."""


class DivisionChooserViewSet(ScopedChooserViewSet):
    """The chooser for keys to a division."""

    choose_view_class = DivisionChooseView
    choose_results_view_class = DivisionChooseResultsView


class DivisionViewSet(DivisionScopedViewSet):
    """Corrects what was read from names and codes; divisions come and go by import."""

    model = Division
    icon = "site"
    base_form_class = DivisionForm
    chooser_viewset_class = DivisionChooserViewSet
    chooser_per_page = 40
    menu_label = "行政区划"
    menu_order = 550
    add_to_admin_menu = True
    ordering = "path"
    list_display = ("name", "level", "kind", "code", "parent", "valid_until")
    list_filter = ("level", "kind")
    list_select_related = ("parent",)
    chooser_columns = (
        Column("level", label="级别", accessor="get_level_display"),
        Column("parent", label="上级"),
        Column("code", label="代码"),
    )
    panels = [
        MultiFieldPanel(
            [FieldPanel(name, read_only=True) for name in ("name", "code", "parent")],
            heading="随区划数据导入",
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("kind", "short_name", "governed_by", "electoral_parent")
            ],
            heading="可以更正",
        ),
    ]

    def find(self, records: QuerySet[Division], text: str) -> QuerySet[Division]:
        """Return the divisions called so, in characters, pinyin, initials or code, best first."""
        hits = find_divisions(text, among=records, with_ended=True, limit=_HITS)
        ids = [hit.division.pk for hit in hits]
        if not ids:
            return records.none()
        ranks = [When(pk=pk, then=Value(rank)) for rank, pk in enumerate(ids)]
        return records.filter(pk__in=ids).order_by(Case(*ranks))
