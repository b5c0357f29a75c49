"""The reports of what is missing (资料缺项) and of how far stations cover a place (覆盖情况)."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from divisions.models import Division
from editing.forms import own_divisions
from editing.territory import nearby_divisions

from .completeness import GapRow, deputies_to_complete, gap_rows, stations_to_complete
from .coverage import coverage
from .enums import DeputyGap, StationGap
from .models import Deputy, Station


class ReportView(WagtailAdminTemplateMixin, TemplateView):
    """A report, named at the top of its page."""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]


class GapsView(ReportView):
    """How much of what the public should read is there, in the user's own territory."""

    template_name = "directory/gaps.html"
    header_icon = "clipboard-list"
    model: type[models.Model]
    gaps: type[models.TextChoices]

    def records(self) -> QuerySet:
        """Return the records that ought to be complete."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy = policy_registry.get_by_type(self.model)
        own = policy.instances_user_has_permission_for(self.request.user, "view")
        records = self.records().filter(pk__in=own.values("pk"))
        rows = gap_rows(records, self.gaps, timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "gaps": self.gaps.choices,
            "rows": [(row, self._cells(row)) for row in rows],
            "total": sum(row.total for row in rows),
            "complete": sum(row.complete for row in rows),
        }

    def _cells(self, row: GapRow) -> list[tuple[int, str]]:
        """Return the numbers of a line, each with the address of the records it counts."""
        index = reverse(self.model.snippet_viewset.get_url_name("list"))
        return [
            (count, f"{index}?maintainer={row.division_id}&gap={gap}")
            for gap, count in row.gaps.items()
        ]


class DeputyGapsView(GapsView):
    """What is missing of deputies in office."""

    page_title = "代表资料缺项"
    model, gaps = Deputy, DeputyGap

    def records(self) -> QuerySet[Deputy]:
        return deputies_to_complete(timezone.localdate())


class StationGapsView(GapsView):
    """What is missing of stations."""

    page_title = "家站室资料缺项"
    model, gaps = Station, StationGap

    def records(self) -> QuerySet[Station]:
        return stations_to_complete()


class CoverageView(ReportView):
    """How far stations cover the places below one of the user's own, and their deputies."""

    template_name = "directory/coverage.html"
    header_icon = "home"
    page_title = "家站室覆盖情况"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if (place := self._place()) is None:
            return context
        rows, whole = coverage(place, timezone.localdate())
        kinds = [kind for kind, _ in whole.kinds.most_common()]
        return context | {
            "place": place,
            "kinds": kinds,
            "rows": [(row, [row.kinds[kind] for kind in kinds]) for row in [*rows, whole]],
        }

    def _place(self) -> Division | None:
        """Return the place the address names, else the first of the user's own."""
        asked = self.request.GET.get("place", "")
        if asked.isdecimal():
            own = own_divisions(self.request.user, ["view"])
            if (place := own.filter(pk=int(asked)).first()) is not None:
                return place
        return nearby_divisions(self.request.user).first()
