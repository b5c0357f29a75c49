"""Lists of the admin that can be taken along as they are filtered (导出)."""

from functools import cached_property
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.widgets.button import Button

from editing.views import ScopedIndexView

from .exporters.registry import EXPORTS, Export
from .exporters.tables import csv_lines, xlsx_file

#: parameters of a list's address: as what kind of file, and which of the list's tables
KIND, TABLE = "export", "table"
_KINDS = ("xlsx", "csv")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportIndexView(ScopedIndexView):
    """A list that can be taken along in the ways ``EXPORTS`` names for its model."""

    @property
    def exports(self) -> dict[str, Export]:
        """The ways to take the list along, by their names."""
        return {export.name: export for export in EXPORTS.get(self.model, ())}

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        buttons = super().header_more_buttons
        for export in self.exports.values():
            for kind in _KINDS:
                query[KIND], query[TABLE] = kind, export.name
                label, url = f"导出{export.label}（.{kind}）", f"?{query.urlencode()}"
                buttons.append(Button(label, url=url, icon_name="download", priority=90))
        return buttons

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the list, or with a file of all it lists."""
        kind, exports = request.GET.get(KIND), self.exports
        if kind not in _KINDS or not exports:
            return super().get(request, *args, **kwargs)
        export = exports.get(request.GET.get(TABLE, "")) or next(iter(exports.values()))
        records = self.get_queryset().select_related(None).prefetch_related(None)
        return _answer(kind, export, export.rows(records, request.user))


class DeputyIndexView(ExportIndexView):
    """The list of people: the column of names sorts by strokes (姓氏笔画)."""

    #: the column of names, and what it and the column of pinyin are sorted by
    name_column, by_strokes, by_pinyin = "name", "stroke_key", "pinyin_key"

    @cached_property
    def columns(self) -> list[BaseColumn]:
        columns = super().columns
        for column in columns:
            if column.sort_key == self.name_column:
                column.sort_key = self.by_strokes
        return columns

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        buttons = super().header_more_buttons
        for order, label in ((self.by_strokes, "按姓氏笔画排序"), (self.by_pinyin, "按拼音排序")):
            query["ordering"] = order
            url = f"?{query.urlencode()}"
            buttons.append(Button(label, url=url, icon_name="list-ul", priority=80))
        return buttons


class MandateIndexView(DeputyIndexView):
    """The list of seats, sorted by who holds them."""

    name_column = "deputy"
    by_strokes, by_pinyin = "deputy__stroke_key", "deputy__pinyin_key"


def _answer(kind: str, export: Export, rows: Any) -> HttpResponseBase:
    """Return the file; like all of the admin, no cache keeps it."""
    headings, name = export.headings(), f"{export.name}.{kind}"
    if kind == "csv":
        lines = csv_lines(headings, rows)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    file = xlsx_file(export.label, headings, rows)
    return FileResponse(file, as_attachment=True, filename=name, content_type=_XLSX)
