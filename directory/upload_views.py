"""The pages on which an office uploads a roster and decides upon it (导入花名册)."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core.levels import CongressLevel

from .batch_views import ImportBatchView
from .enums import BatchState
from .exceptions import BatchRefusedError
from .importers.exceptions import RosterFileError
from .importers.rejected_rows import rejected_workbook
from .importers.roster_headers import LABELS as FIELDS
from .importers.roster_rows import Outcome
from .models import ImportBatch
from .upload_forms import AnswersForm, ColumnsForm, UploadForm, roster_places
from .uploads import confirm, decide, is_stuck, path_of, retry, upload_roster

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
#: tabs of rows that are not told by their outcome alone
PROPOSED, ANSWERED = "proposed", "answered"
TABS = {str(outcome): label for outcome, label in OUTCOMES.items()} | {
    PROPOSED: "已转为建议", ANSWERED: "已答复",
}  # fmt: skip


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
        if not roster_places(request.user).exists():
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
        """The rows of the report."""
        return self.object.report.get("rows", [])

    @cached_property
    def answers(self) -> dict[str, str]:
        """What the office has said of doubtful rows so far."""
        return self.object.options.get("answers", {})

    @cached_property
    def tabs(self) -> dict[str, list[dict[str, Any]]]:
        """The rows by what becomes of them, in the order of the tabs."""
        found = defaultdict(list)
        for row in self.rows:
            found[PROPOSED if row.get("is_proposal") else row["outcome"]].append(row)
            if str(row["row"]) in self.answers:
                found[ANSWERED].append(row)
        return {key: found[key] for key in TABS if key in found}

    @cached_property
    def tab(self) -> str:
        """The tab shown: the one asked for, else the first there is."""
        asked = self.request.GET.get("outcome", "")
        return asked if asked in self.tabs else next(iter(self.tabs), "")

    @cached_property
    def shown(self) -> Page:
        """One page of the tab shown."""
        return Paginator(self.tabs.get(self.tab, []), _ROWS).get_page(self.request.GET.get("p"))

    @property
    def asks(self) -> bool:
        """Whether the rows shown take an answer."""
        return self.is_waiting and self.tab in {*LEFT_OUT, ANSWERED}

    @property
    def left_out(self) -> list[dict[str, Any]]:
        """The rows that somebody has to mend or to decide upon."""
        return [row for outcome in LEFT_OUT for row in self.tabs.get(outcome, [])]

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
        form = self._answers_form()
        columns = ColumnsForm(columns=batch.report.get("columns", []))
        summary = batch.report.get("summary", {})
        return super().get_context_data(**kwargs) | {
            "tabs": [(key, TABS[key], len(rows)) for key, rows in self.tabs.items()],
            "outcome": self.tab,
            "page": self.shown,
            "lines": [
                (row, row.get("person", {}), _changes(row),
                 form[f"row-{row['row']}"] if self.asks else None)
                for row in self.shown
            ],
            "asks": self.asks,
            "columns_form": columns if self.is_waiting else None,
            "is_waiting": self.is_waiting,
            "is_working": self.is_working,
            "is_stuck": self.is_working and is_stuck(batch),
            "left_out": len(self.left_out),
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
        steps = {
            "decide": self._decide, "columns": self._choose_columns, "confirm": self._confirm,
            "retry": self._retry,
        }  # fmt: skip
        step = next((steps[name] for name in steps if name in request.POST), None)
        if step is None:
            return super().post(request, *args, **kwargs)
        try:
            step()
        except BatchRefusedError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(_page(self.object))

    def _answers_form(self, data: QueryDict | None = None) -> AnswersForm:
        rows = list(self.shown) if self.asks else []
        initial = {f"row-{row['row']}": self.answers.get(str(row["row"]), "") for row in rows}
        return AnswersForm(data, rows=rows, initial=initial)

    def _decide(self) -> bool:
        """Keep the answers given; return whether there was anything to keep."""
        form = self._answers_form(self.request.POST)
        if not form.is_valid():
            said = "；".join(f"{form[name].label}：{form.errors[name][0]}" for name in form.errors)
            messages.error(self.request, f"答复没有保存。{said}")
            return True
        if answers := form.answers():
            decide(batch=self.object, answers=answers, columns={})
        return bool(answers)

    def _choose_columns(self) -> None:
        form = ColumnsForm(self.request.POST, columns=self.object.report.get("columns", []))
        if form.is_valid():
            decide(batch=self.object, answers={}, columns=form.chosen())
        else:
            messages.error(self.request, "；".join(form.non_field_errors()))

    def _confirm(self) -> None:
        """Have it written, unless answers came along: what they change is shown first."""
        if self._decide():
            messages.warning(self.request, "已按新的答复重新检查，请看过再确认导入。")
        else:
            confirm(batch=self.object, by=self.request.user)

    def _retry(self) -> None:
        retry(batch=self.object)

    def _rejected(self) -> HttpResponse:
        """Answer with the rows that were left out, to be mended.

        Raises:
            Http404: the file is gone.
        """
        try:
            book = rejected_workbook(path_of(self.object), self.left_out)
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
