"""The admin of congresses, their terms and meetings, and of who elects (届次、选区)."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn

from directory.enums import Election, SessionKind, UnitBasis, UnitKind
from directory.models import Congress, Delegation, ElectoralUnit, Session, Term, Vacancy
from directory.models.unit import fold_unit_name
from directory.record_forms import SessionForm, TermForm
from directory.term_change_views import TermChangeView
from divisions.enums import Level
from editing.filters import RecordFilterSet

from .exported import ExportedViewSet
from .filters import choice


class UnitFilterSet(RecordFilterSet):
    """Electoral units by place, state, level, term, kind and basis."""

    level = choice("级别", Level.choices[:5], "term__congress__division__level")
    term = django_filters.NumberFilter(label="届次", field_name="term__number")
    kind = choice("类别", UnitKind.choices)
    basis = choice("划分方式", UnitBasis.choices)

    class Meta:
        model = ElectoralUnit
        fields: list[str] = []


class CongressFilterSet(RecordFilterSet):
    """Congresses by place, state and election."""

    election = choice("产生方式", Election.choices)

    class Meta:
        model = Congress
        fields: list[str] = []


class TermFilterSet(RecordFilterSet):
    """Terms by place and state."""

    class Meta:
        model = Term
        fields: list[str] = []


class SessionFilterSet(RecordFilterSet):
    """Meetings by place, state and whose they are."""

    kind = choice("会议", SessionKind.choices)

    class Meta:
        model = Session
        fields: list[str] = []


class DelegationFilterSet(RecordFilterSet):
    """Delegations by place and state."""

    class Meta:
        model = Delegation
        fields: list[str] = []


class VacancyFilterSet(RecordFilterSet):
    """Vacancies by place and state."""

    class Meta:
        model = Vacancy
        fields: list[str] = []


class ElectoralUnitViewSet(ExportedViewSet):
    """Electoral districts and other units; found by name, in either kind of digits."""

    model = ElectoralUnit
    icon = "site"
    filterset_class = UnitFilterSet
    list_display = (
        "name",
        Column("term", label="届"),
        Column("kind", label="类别", accessor="get_kind_display", sort_key="kind"),
        Column("seats", label="应选名额", sort_key="seats"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("term__congress", "division")
    chooser_columns = (
        Column("term", label="届"),
        Column("kind", label="类别", accessor="get_kind_display"),
    )

    def find(self, records: QuerySet[ElectoralUnit], text: str) -> QuerySet[ElectoralUnit]:
        """Return the units of that name."""
        return records.filter(folded_name__contains=fold_unit_name(text))


class TermViewSet(ExportedViewSet):
    """Terms; found by the name of the congress."""

    model = Term
    icon = "calendar"
    base_form_class = TermForm
    filterset_class = TermFilterSet
    search_fields = ("congress__name",)
    list_display = (
        "__str__",
        DateColumn("starts_on", label="开始日期", sort_key="starts_on"),
        DateColumn("ends_on", label="结束日期", sort_key="ends_on"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("congress__division", "latest_revision")
    further_pages = (("begin", "换届", "calendar", "publish"),)

    @property
    def change_view(self) -> Any:
        """The page on which the term follows the one before it (换届)."""
        return self.construct_view(TermChangeView, edit_url_name=self.get_url_name("edit"))

    def get_urlpatterns(self) -> list[URLPattern]:
        route = f"begin/<{self.pk_path_converter}:pk>/"
        return [*super().get_urlpatterns(), path(route, self.change_view, name="begin")]


class CongressViewSet(ExportedViewSet):
    """Congresses; found by name."""

    model = Congress
    icon = "group"
    filterset_class = CongressFilterSet
    list_display = (
        "name",
        Column("election", label="产生方式", accessor="get_election_display", sort_key="election"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division",)


class SessionViewSet(ExportedViewSet):
    """Meetings; found by the name of the congress."""

    model = Session
    icon = "date"
    base_form_class = SessionForm
    filterset_class = SessionFilterSet
    search_fields = ["term__congress__name"]
    list_display = (
        "__str__",
        DateColumn("starts_on", label="开始日期", sort_key="starts_on"),
        DateColumn("ends_on", label="结束日期", sort_key="ends_on"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("term__congress",)


class DelegationViewSet(ExportedViewSet):
    """Delegations; found by name."""

    model = Delegation
    icon = "group"
    filterset_class = DelegationFilterSet
    list_display = ("name", Column("term", label="届"), LiveStatusTagColumn())
    list_select_related = ("term__congress",)
    chooser_columns = (Column("term", label="届"),)


class VacancyViewSet(ExportedViewSet):
    """Vacancies; found by the name of the unit."""

    model = Vacancy
    icon = "warning"
    filterset_class = VacancyFilterSet
    list_display = (
        "unit",
        Column("seats", label="缺额", sort_key="seats"),
        DateColumn("since", label="出缺日期", sort_key="since"),
        DateColumn("by_election_on", label="补选日期", sort_key="by_election_on"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("unit",)

    def find(self, records: QuerySet[Vacancy], text: str) -> QuerySet[Vacancy]:
        """Return the vacancies of units of that name."""
        return records.filter(unit__folded_name__contains=fold_unit_name(text))
