"""The pages on which an office uploads a roster and decides upon it (导入花名册)."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core.levels import CongressLevel
from editing.forms import own_divisions

from .batch_views import ImportBatchView
from .enums import BatchState
from .exceptions import BatchRefusedError
from .importers.exceptions import RosterFileError
from .importers.rejected_rows import rejected_workbook
from .importers.roster_headers import LABELS as FIELDS
from .importers.roster_rows import Outcome
from .models import ImportBatch
from .upload_forms import AnswersForm, ColumnsForm, UploadForm
from .uploads import confirm, decide, path_of, upload_roster

_ROWS = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: what becomes of a row, in the words and the order of the tabs
OUTCOMES = {
    Outcome.ERROR: "有错误",
    Outcome.REVIEW_DUPLICATE: "可能重复",
    Outcome.REVIEW: "要答复",
    Outcome.UPDATE: "更新",
    Outcome.IMPORT_WITH_WARNING: "新增，有提醒",
    Outcome.IMPORT: "新增",
    Outcome.UNCHANGED: "没有变化",
    Outcome.DUPLICATE: "重复的行",
    Outcome.IGNORE: "不导入",
}
LEFT_OUT = (Outcome.ERROR, Outcome.REVIEW_DUPLICATE, Outcome.REVIEW)


class UploadRosterView(WagtailAdminTemplateMixin, FormView):
    """The first step: whose roster, what it is of, the file."""

    template_name = "directory/upload_roster.html"
    page_title = "导入花名册"
    header_icon = "upload"
    form_class = UploadForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in who may add people somewhere.

        Raises:
            PermissionDenied: the user may add nobody anywhere.
        """
        if not own_divisions(request.user, {"add"}).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        batch = upload_roster(
            place=form.cleaned_data["division"],
            level=CongressLevel(form.cleaned_data["level"]),
            term=form.cleaned_data["term"],
            file=form.cleaned_data["file"],
            by=self.request.user,
        )
        return HttpResponseRedirect(_page(batch))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"media": context["form"].media}


class RosterBatchView(ImportBatchView):
    """An uploaded roster: how it was read, what becomes of each row, decisions, the result."""

    template_name = "directory/roster_batch.html"

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the report, or those with the outcome asked for."""
        return self.object.report.get("rows", [])

    @cached_property
    def outcome(self) -> str:
        """The outcome shown: the one asked for, else the first there is."""
        asked = self.request.GET.get("outcome", "")
        counts = self.counts
        return asked if counts.get(asked) else next((o for o in OUTCOMES if counts.get(o)), "")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have which outcome."""
        return self.object.report.get("summary", {}).get("rows_by_outcome", {})

    @cached_property
    def shown(self) -> Page:
        """One page of the rows with the outcome shown."""
        found = [row for row in self.rows if row["outcome"] == self.outcome]
        return Paginator(found, _ROWS).get_page(self.request.GET.get("p"))

    @property
    def is_waiting(self) -> bool:
        """Whether the office decides now."""
        return self.object.state in {BatchState.PREVIEW, BatchState.FAILED}

    @property
    def is_working(self) -> bool:
        """Whether something is under way."""
        return self.object.state in {BatchState.UPLOADED, BatchState.READING, BatchState.WRITING}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.object
        answers = batch.options.get("answers", {})
        form = AnswersForm(
            rows=list(self.shown),
            initial={f"row-{row['row']}": answers.get(str(row["row"]), "") for row in self.shown},
        )
        asks = self.is_waiting and self.outcome in LEFT_OUT
        columns = ColumnsForm(columns=batch.report.get("columns", []))
        summary = batch.report.get("summary", {})
        return super().get_context_data(**kwargs) | {
            "tabs": [
                (key, label, self.counts[key])
                for key, label in OUTCOMES.items()
                if self.counts.get(key)
            ],
            "outcome": self.outcome,
            "page": self.shown,
            "lines": [
                (row, row.get("person", {}), _changes(row),
                 form[f"row-{row['row']}"] if asks else None)
                for row in self.shown
            ],
            "asks": asks,
            "columns_form": columns if self.is_waiting else None,
            "is_waiting": self.is_waiting,
            "is_working": self.is_working,
            "left_out": sum(self.counts.get(outcome, 0) for outcome in LEFT_OUT),
            "summary": summary,
            "notices": batch.report.get("notices", []),
            "sheet": batch.report.get("sheet", ""),
        }  # fmt: skip

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "rejected" in request.GET:
            return self._rejected()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep decisions, confirm, publish or take back.

        Raises:
            Http404: the import is not the user's to change.
        """
        if not self.user_has_permission_for_instance("change", self.object):
            raise Http404
        try:
            if "decide" in request.POST:
                form = AnswersForm(request.POST, rows=list(self.shown))
                if form.is_valid():
                    decide(batch=self.object, answers=form.answers(), columns={})
                return HttpResponseRedirect(_page(self.object))
            if "columns" in request.POST:
                form = ColumnsForm(request.POST, columns=self.object.report.get("columns", []))
                if form.is_valid():
                    decide(batch=self.object, answers={}, columns=form.chosen())
                return HttpResponseRedirect(_page(self.object))
            if "confirm" in request.POST:
                confirm(batch=self.object, by=request.user)
                return HttpResponseRedirect(_page(self.object))
        except BatchRefusedError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(_page(self.object))
        return super().post(request, *args, **kwargs)

    def _rejected(self) -> HttpResponse:
        """Answer with the rows that were left out, to be mended.

        Raises:
            Http404: the file is gone.
        """
        rows = [row for row in self.rows if row["outcome"] in LEFT_OUT]
        try:
            book = rejected_workbook(path_of(self.object), rows)
        except (OSError, KeyError, RosterFileError) as error:
            raise Http404 from error
        response = HttpResponse(book, content_type=_XLSX)
        response["Content-Disposition"] = 'attachment; filename="rejected-rows.xlsx"'
        return response


def _page(batch: ImportBatch) -> str:
    return reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])


def _changes(row: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return what a row changes, under the headings of a roster."""
    return [(FIELDS.get(name, name), old, new) for name, old, new in row.get("changes", [])]
