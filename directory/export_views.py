"""Lists that can be taken along as a roster (导出花名册)."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from wagtail.admin.widgets.button import Button

from editing.views import ScopedIndexView

from .exporters.roster_export import headings, roster_rows
from .exporters.tables import csv_lines, xlsx_file

#: parameter of the list's address that asks for a file, and what it may be
ROSTER = "roster"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MandateIndexView(ScopedIndexView):
    """The list of seats; as filtered, it can be taken along as a roster."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        query = self.request.GET.copy()
        buttons = super().header_more_buttons
        for kind, label in (("xlsx", "导出花名册（Excel）"), ("csv", "导出花名册（CSV）")):
            query[ROSTER] = kind
            buttons.append(
                Button(label, url=f"?{query.urlencode()}", icon_name="download", priority=90)
            )
        return buttons

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the list, or with the roster of what it lists."""
        kind = request.GET.get(ROSTER)
        if kind not in {"xlsx", "csv"}:
            return super().get(request, *args, **kwargs)
        mandates = self.get_queryset().select_related(None).prefetch_related(None)
        return _answer(kind, roster_rows(mandates, request.user))


def _answer(kind: str, rows: Iterator[list[str]]) -> HttpResponseBase:
    """Return the file; like all of the admin, no cache keeps it."""
    if kind == "csv":
        response = StreamingHttpResponse(
            csv_lines(headings(), rows), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = 'attachment; filename="roster.csv"'
    else:
        response = FileResponse(
            xlsx_file("代表名册", headings(), rows),
            as_attachment=True,
            filename="roster.xlsx",
            content_type=_XLSX,
        )
    return response
