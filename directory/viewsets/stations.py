"""The admin of stations, who receives people there and when (家站室)."""

from typing import Any

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn, UpdatedAtColumn

from core.names import fold_name
from directory.checklists import checklist_states
from directory.completeness import station_completeness, station_gap
from directory.completeness_panel import CompletenessPanel
from directory.enums import ChecklistSubject, DayKind, StationGap
from directory.models import (
    Checklist,
    Deputy,
    DutyShift,
    Posting,
    ReceptionDay,
    Station,
    StationKind,
)
from directory.rota_views import RotaView
from directory.station_views import StationEditView
from divisions.enums import Level
from editing.filters import RecordFilterSet

from .exported import ExportedViewSet
from .filters import CompletenessFilterSet, choice


class StationFilterSet(CompletenessFilterSet):
    """Stations by place, state and what they lack."""

    gap = django_filters.ChoiceFilter(label="缺项", choices=StationGap.choices, method="lacking")

    gap_condition = staticmethod(station_gap)

    class Meta:
        model = Station
        fields: list[str] = []


class StationKindFilterSet(RecordFilterSet):
    """Kinds of stations by place, state and level."""

    level = choice("设在哪一级", Level.choices)

    class Meta:
        model = StationKind
        fields: list[str] = []


class PostingFilterSet(RecordFilterSet):
    """Postings by place and state."""

    class Meta:
        model = Posting
        fields: list[str] = []


class ReceptionDayFilterSet(RecordFilterSet):
    """Reception days by place, state and kind."""

    kind = choice("是什么日子", DayKind.choices)

    class Meta:
        model = ReceptionDay
        fields: list[str] = []


class ChecklistFilterSet(RecordFilterSet):
    """Checklists by place, state and what they are about."""

    subject = choice("对象", ChecklistSubject.choices)

    class Meta:
        model = Checklist
        fields: list[str] = []


class StationViewSet(ExportedViewSet):
    """Stations; found by name or address."""

    model = Station
    icon = "home"
    filterset_class = StationFilterSet
    list_display = (
        "name",
        Column("kind", label="类别"),
        Column("completeness", label="公开资料"),
        Column("checklists", label="检查清单"),
        Column("division", label="归属区划", sort_key="division_path"),
        UpdatedAtColumn(),
        LiveStatusTagColumn(),
    )
    list_select_related = ("kind", "division", "latest_revision")
    panels = [CompletenessPanel(heading="公开资料和检查清单"), *Station.panels]
    chooser_columns = (Column("kind", label="类别"), Column("address", label="地址"))
    edit_view_class = StationEditView

    further_pages = (("rota", "排接待日", "calendar-alt", "change"),)

    @property
    def rota_view(self) -> Any:
        """The page on which reception days are planned."""
        names = {f"{name}_url_name": self.get_url_name(name) for name in ("edit", "rota")}
        return self.construct_view(RotaView, index_url_name=self.get_url_name("list"), **names)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**kwargs) | {"rota_url_name": self.get_url_name("rota")}

    def get_urlpatterns(self) -> list[URLPattern]:
        route = f"rota/<{self.pk_path_converter}:pk>/"
        return [*super().get_urlpatterns(), path(route, self.rota_view, name="rota")]

    def find(self, records: QuerySet[Station], text: str) -> QuerySet[Station]:
        """Return the stations of that name or address."""
        folded = fold_name(text)
        return records.filter(Q(folded_name__contains=folded) | Q(address__contains=text.strip()))

    def complete(self, records: list[Station]) -> None:
        """Add what each lacks, and how far its own lists and those begun are."""
        today = timezone.localdate()
        known, states = station_completeness(records, today), checklist_states(records, today)
        for station in records:
            station.completeness = known.get(station.pk, "")
            shown = [s for s in states[station.pk] if s.is_begun or not s.is_model]
            station.checklists = "、".join(str(state) for state in shown)


class StationKindViewSet(ExportedViewSet):
    """Kinds of stations; found by name."""

    model = StationKind
    icon = "list-ul"
    filterset_class = StationKindFilterSet
    list_display = (
        "name",
        Column("level", label="设在哪一级", accessor="get_level_display", sort_key="level"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division",)


class PostingViewSet(ExportedViewSet):
    """Postings; found by the deputy or the station."""

    model = Posting
    icon = "pin"
    filterset_class = PostingFilterSet
    list_display = (
        "deputy",
        Column("station", label="家站室"),
        DateColumn("starts_on", label="开始日期", sort_key="starts_on"),
        DateColumn("ends_on", label="结束日期", sort_key="ends_on"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("deputy", "station")

    def find(self, records: QuerySet[Posting], text: str) -> QuerySet[Posting]:
        """Return the postings of people or at stations of that name."""
        people = Deputy.objects.named(text).values("pk")
        return records.filter(
            Q(deputy__in=people) | Q(station__folded_name__contains=fold_name(text))
        )


def on_duty(day: ReceptionDay) -> str:
    """Name who is on duty, and say who has to be replaced, from ``planned_shifts``."""
    return "、".join(
        f"{shift.deputy}{'' if shift.is_available else '（不能值班，请换人）'}"
        for shift in day.planned_shifts
    )


class ReceptionDayViewSet(ExportedViewSet):
    """Reception days; found by the station."""

    model = ReceptionDay
    icon = "calendar-alt"
    filterset_class = ReceptionDayFilterSet
    list_display = (
        "station",
        DateColumn("date", label="日期", sort_key="date"),
        Column("kind", label="是什么日子", accessor="get_kind_display", sort_key="kind"),
        Column("shifts", label="值班代表", accessor=on_duty),
        LiveStatusTagColumn(),
    )
    list_select_related = ("station",)

    def prepare(self, records: QuerySet[ReceptionDay]) -> QuerySet[ReceptionDay]:
        shifts = DutyShift.objects.with_availability().select_related("deputy").order_by("pk")
        planned = Prefetch("shifts", shifts, to_attr="planned_shifts")
        return super().prepare(records).prefetch_related(planned)

    def find(self, records: QuerySet[ReceptionDay], text: str) -> QuerySet[ReceptionDay]:
        """Return the days at stations of that name."""
        return records.filter(station__folded_name__contains=fold_name(text))


class ChecklistViewSet(ExportedViewSet):
    """Checklists; found by name."""

    model = Checklist
    icon = "tasks"
    filterset_class = ChecklistFilterSet
    list_display = (
        "name",
        Column("subject", label="对象", accessor="get_subject_display", sort_key="subject"),
        Column("division", label="归属区划", sort_key="division_path"),
        LiveStatusTagColumn(),
    )
    list_select_related = ("division",)
