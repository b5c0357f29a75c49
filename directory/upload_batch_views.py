"""The page of an upload, on which an office decides upon it (导入花名册、选区表、照片)."""

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from .batch_views import ImportBatchView
from .enums import BatchKind, BatchState
from .exceptions import BatchRefusedError, PhotosRefusedError
from .importers.exceptions import RosterFileError
from .importers.photo_preview import small_view
from .importers.photo_rows import PhotoOutcome
from .importers.rejected_rows import rejected_workbook
from .upload_forms import AnswersForm, ColumnsForm
from .upload_pages import BatchPage, changes_of, page_of
from .uploads import confirm, decide, is_stuck, path_of, retry

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: seconds for which the browser keeps the small view of a picture
_KEPT_SECONDS = 3_600
#: tabs of rows that are not told by their outcome alone
PROPOSED, ANSWERED = "proposed", "answered"
_MORE_TABS = {PROPOSED: "已转为建议", ANSWERED: "已答复"}
#: outcomes of pictures that are good: what was refused is never shown
_SHOWN_PICTURES = frozenset(
    {PhotoOutcome.REVIEW, PhotoOutcome.IMPORT, PhotoOutcome.UPDATE, PhotoOutcome.UNMATCHED}
)


class UploadBatchView(ImportBatchView):
    """An upload: how it was read, what becomes of each row, decisions, the result."""

    @cached_property
    def batch_page(self) -> BatchPage:
        """How this kind of upload is shown."""
        return page_of(self.object.kind)

    def get_template_names(self) -> list[str]:
        return [self.batch_page.template]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the report."""
        return self.object.report.get("rows", [])

    @cached_property
    def answers(self) -> dict[str, str]:
        """What the office has said of doubtful rows so far."""
        return self.object.options.get("answers", {})

    @cached_property
    def labels(self) -> dict[str, str]:
        """``{tab: label}`` in the order of the tabs."""
        return {str(key): label for key, label in self.batch_page.outcomes.items()} | _MORE_TABS

    @cached_property
    def tabs(self) -> dict[str, list[dict[str, Any]]]:
        """The rows by what becomes of them, in the order of the tabs."""
        found = defaultdict(list)
        for row in self.rows:
            found[PROPOSED if row.get("is_proposal") else row["outcome"]].append(row)
            if str(row["row"]) in self.answers:
                found[ANSWERED].append(row)
        return {key: found[key] for key in self.labels if key in found}

    @property
    def counts(self) -> dict[str, int]:
        """``{tab: rows}``; of rows that have gone in time, those that the summary counted."""
        if self.rows or not self.object.options.get("is_purged"):
            return {key: len(rows) for key, rows in self.tabs.items()}
        counted = self.object.report.get("summary", {}).get("rows_by_outcome", {})
        return {key: counted[key] for key in self.labels if key in counted}

    @cached_property
    def tab(self) -> str:
        """The tab shown: the one asked for, else the first there is."""
        asked = self.request.GET.get("outcome", "")
        return asked if asked in self.counts else next(iter(self.counts), "")

    @cached_property
    def shown(self) -> Page:
        """One page of the tab shown."""
        rows = self.tabs.get(self.tab, [])
        return Paginator(rows, self.batch_page.rows_at_once).get_page(self.request.GET.get("p"))

    @property
    def asks(self) -> bool:
        """Whether the rows shown take an answer."""
        return self.is_waiting and (self.tab == ANSWERED or self.tab in self.batch_page.asks)

    @property
    def left_out(self) -> list[dict[str, Any]]:
        """The rows that somebody has to mend or to decide upon."""
        return [r for key, rows in self.tabs.items() if key in self.batch_page.left_out
                for r in rows]  # fmt: skip

    @property
    def has_file(self) -> bool:
        """Whether the uploaded file is still there; it goes in time, and its rows with it."""
        return self._is_upload and path_of(self.object).exists()

    @property
    def is_waiting(self) -> bool:
        """Whether the office decides now."""
        return self.object.state in {BatchState.PREVIEW, BatchState.FAILED} and self._is_upload

    @property
    def is_working(self) -> bool:
        """Whether something is under way."""
        return self.object.state in {BatchState.UPLOADED, BatchState.READING, BatchState.WRITING}

    @property
    def _is_upload(self) -> bool:
        return "extension" in self.object.options

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, form = self.object, self._answers_form()
        columns = batch.report.get("columns", [])
        return super().get_context_data(**kwargs) | {
            "tabs": [(key, self.labels[key], count) for key, count in self.counts.items()],
            "outcome": self.tab,
            "page": self.shown,
            "lines": [
                {"row": row, "changes": changes_of(row),
                 "answer": form[f"row-{row['row']}"] if self.asks else None}
                for row in self.shown
            ],
            "asks": self.asks,
            "columns_form": ColumnsForm(columns=columns) if self.is_waiting and columns else None,
            "is_waiting": self.is_waiting,
            "is_working": self.is_working,
            "is_stuck": self.is_working and is_stuck(batch),
            "left_out": len(self.left_out),
            "proposed": len(self.tabs.get(PROPOSED, [])),
            "written": sum(len(self.tabs.get(key, [])) for key in self.batch_page.writes),
            "upload_url": reverse(self.batch_page.upload_url) if self._is_upload else "",
            "has_workbook": self.batch_page.has_workbook and self.has_file,
            "has_pictures": self.is_waiting and self.tab in _SHOWN_PICTURES,
            "summary": batch.report.get("summary", {}),
            "notices": batch.report.get("notices", []),
            "sheet": batch.report.get("sheet", ""),
            "header_rows": batch.report.get("header_rows", []),
        }  # fmt: skip

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "rejected" in request.GET:
            return self._rejected()
        if "picture" in request.GET:
            return self._picture(request.GET["picture"])
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep decisions, confirm, publish or take back.

        Raises:
            Http404: the import is not the user's to change.
        """
        if not self.user_has_permission_for_instance("change", self.object):
            raise Http404
        steps: dict[str, Callable[[], object]] = {
            "decide": self._decide, "columns": self._choose_columns, "confirm": self._confirm,
            "retry": lambda: retry(batch=self.object),
        }  # fmt: skip
        step = next((step for name, step in steps.items() if name in request.POST), None)
        if step is None:
            return super().post(request, *args, **kwargs)
        try:
            step()
        except BatchRefusedError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse(self.edit_url_name, args=[self.object.pk]))

    def _answers_form(self, data: QueryDict | None = None) -> AnswersForm:
        rows = list(self.shown) if self.asks else []
        initial = {f"row-{row['row']}": self.answers.get(str(row["row"]), "") for row in rows}
        return AnswersForm(data, rows=rows, words=self.batch_page.words, initial=initial)

    def _decide(self) -> bool:
        """Keep the answers given; return whether there was anything to say of them."""
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
            messages.info(self.request, "已先保存刚选的答复。请看新的检查结果，再确认。")
        else:
            confirm(batch=self.object, by=self.request.user)

    def _rejected(self) -> HttpResponse:
        """Answer with the rows that were left out, to be mended.

        Raises:
            Http404: the file is gone, or is no roster.
        """
        if not self.batch_page.has_workbook:
            raise Http404
        try:
            book = rejected_workbook(path_of(self.object), self.left_out)
        except (OSError, KeyError, RosterFileError) as error:
            raise Http404 from error
        response = HttpResponse(book, content_type=_XLSX)
        response["Content-Disposition"] = 'attachment; filename="rejected-rows.xlsx"'
        return response

    def _picture(self, number: str) -> HttpResponse:
        """Answer with a small view of an uploaded picture that waits.

        Raises:
            Http404: there is none of that number.
        """
        row = next((row for row in self.rows if str(row["row"]) == number), None)
        if self.object.kind != BatchKind.PHOTOS or not row or not self._is_upload:
            raise Http404
        try:
            content = small_view(path_of(self.object), row["row"])
        except PhotosRefusedError as error:
            raise Http404 from error
        response = HttpResponse(content, content_type="image/jpeg")
        response["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
        return response
