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
from editing.territory import only_division_of

from .batch_views import ImportBatchView
from .enums import BatchState, Gender, Tenure
from .exceptions import BatchRefusedError
from .importers.exceptions import RosterFileError
from .importers.rejected_rows import rejected_workbook
from .importers.roster_answers import QUESTIONS
from .importers.roster_headers import LABELS as FIELDS
from .importers.roster_people import MANDATE_FIELDS
from .importers.roster_rows import Outcome
from .models import Congress, ImportBatch
from .upload_forms import AnswersForm, ColumnsForm, UploadForm
from .uploads import confirm, decide, path_of, upload_roster

_ROWS = 50
#: what a stored column is called, and what is said for a code in it
_COLUMNS = FIELDS | {column: FIELDS[name] for column, name in MANDATE_FIELDS.items()}
_WORDS = dict(Gender.choices) | dict(Tenure.choices)
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
WRITTEN = (Outcome.UPDATE, Outcome.IMPORT_WITH_WARNING, Outcome.IMPORT)
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

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        """Begin with the user's own place, its level and its latest term, as far as known."""
        place = only_division_of(self.request.user)
        congress = place and Congress.objects.filter(division=place).first()
        if congress is None:
            return {"division": place}
        latest = congress.terms.order_by("-number").values_list("number", flat=True).first()
        return {"division": place, "level": congress.level.value, "term": latest}

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

    @cached_property
    def has_file(self) -> bool:
        """Whether the uploaded file is still there; it goes in time, and its rows with it."""
        return "extension" in self.object.options and path_of(self.object).exists()

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
        asks = self.is_waiting and self.outcome in QUESTIONS
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
            "header_rows": batch.report.get("header_rows", []),
            "written": sum(self.counts.get(outcome, 0) for outcome in WRITTEN),
            "has_file": self.has_file,
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
            is_settled = self._take_decisions()
        except BatchRefusedError as error:
            messages.error(request, str(error))
            is_settled = True
        if is_settled:
            return HttpResponseRedirect(_page(self.object))
        return super().post(request, *args, **kwargs)

    def _take_decisions(self) -> bool:
        """Keep what is said of columns and rows, or confirm; say whether that was asked for.

        Answers chosen but not saved before confirming are kept first, and shown what they do.
        """
        said = self.request.POST
        if "columns" in said:
            form = ColumnsForm(said, columns=self.object.report.get("columns", []))
            if form.is_valid():
                decide(batch=self.object, answers={}, columns=form.chosen())
            return True
        if not said.keys() & {"decide", "confirm"}:
            return False
        form = AnswersForm(said, rows=list(self.shown))
        answers = form.answers() if form.is_valid() else {}
        kept = self.object.options.get("answers", {})
        if "decide" in said:
            decide(batch=self.object, answers=answers, columns={})
        elif any(kept.get(str(row)) != word for row, word in answers.items()):
            decide(batch=self.object, answers=answers, columns={})
            messages.info(self.request, "已先保存刚选的答复。请看新的检查结果，再确认。")
        else:
            confirm(batch=self.object, by=self.request.user)
        return True

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
    """Return what a row changes, under the headings of a roster, in words for people."""
    return [
        (_COLUMNS.get(name, name), _WORDS.get(old, old), _WORDS.get(new, new))
        for name, old, new in row.get("changes", [])
    ]
