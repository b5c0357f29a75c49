"""Stations in the admin: their list, taken along as a table (导出家站室表), and their page."""

from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView

from editing.views import ScopedIndexView

from .exporters.station_export import station_headings, station_rows
from .exporters.tables import csv_lines, xlsx_file

#: parameter of the list's address that asks for a file, and what it may be
EXPORT = "export"
_KINDS = {"xlsx": "导出家站室表（Excel）", "csv": "导出家站室表（CSV）"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StationIndexView(ScopedIndexView):
    """The list of stations; as filtered, it can be taken along and imported again."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        buttons = super().header_more_buttons
        for kind, label in _KINDS.items():
            query[EXPORT] = kind
            url = f"?{query.urlencode()}"
            buttons.append(Button(label, url=url, icon_name="download", priority=90))
        return buttons

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the list, or with a file of all it lists; no cache keeps it."""
        kind = request.GET.get(EXPORT)
        if kind not in _KINDS:
            return super().get(request, *args, **kwargs)
        stations = self.get_queryset().select_related(None).prefetch_related(None)
        rows = station_rows(stations, request.user)
        if kind == "csv":
            lines = csv_lines(station_headings(), rows)
            response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
            response["Content-Disposition"] = 'attachment; filename="stations.csv"'
            return response
        file = xlsx_file("家站室", station_headings(), rows)
        return FileResponse(file, as_attachment=True, filename="stations.xlsx", content_type=_XLSX)


class StationEditView(EditView):
    """The page of a station; it leads to planning who receives people there."""

    rota_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = reverse(self.rota_url_name, args=(quote(self.object.pk),))
        button = Button("排接待日", url=url, icon_name="calendar-alt", priority=50)
        return [*super().header_more_buttons, button]
