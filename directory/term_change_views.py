"""The page on which a new term begins (换届)."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.generic import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput

from .exceptions import TermChangeRefusedError
from .models import ImportBatch, Term
from .term_change import TermChange, change_term, next_term_change

TITLE = "换届"
#: people of each kind that the preview names
_NAMED = 100


class FirstDayForm(forms.Form):
    """The day on which the first session of the new term begins."""

    first_day = forms.DateField(
        label="新一届第一次会议的日期", widget=AdminDateInput,
        help_text="上一届的代表资格到这一天的前一天为止（代表法第二条）。",
    )  # fmt: skip


class TermChangeView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    """Who continues, who is new, who leaves; then the old term's seats end."""

    model = Term
    template_name = "directory/term_change.html"
    page_title = TITLE
    header_icon = "calendar"
    form_class = FirstDayForm
    permission_required = "publish"
    edit_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in who may publish in the congress's division.

        Raises:
            Http404: the user may not, or there is no term before this one.
        """
        may = self.user_has_permission_for_instance("publish", self.object)
        if not may or self.change is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def change(self) -> TermChange | None:
        return next_term_change(self.object)

    def get_initial(self) -> dict[str, Any]:
        return {"first_day": self.object.starts_on}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        edit = reverse(self.edit_url_name, args=(quote(self.object.pk),))
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": str(self.object)},
            {"url": "", "label": TITLE},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        groups = [
            ("连任", self.change.continuing), ("新任", self.change.coming),
            ("离任", self.change.leaving),
        ]  # fmt: skip
        return context | {
            "media": context["form"].media,
            "change": self.change,
            "refusals": self.change.refusals(),
            "seat_count": self.change.open_seats.count(),
            "groups": [(label, people.count(), people[:_NAMED]) for label, people in groups],
        }

    def form_valid(self, form: FirstDayForm) -> HttpResponse:
        try:
            batch = change_term(
                change=self.change, first_day=form.cleaned_data["first_day"], by=self.request.user
            )
        except TermChangeRefusedError as error:
            form.add_error("first_day", str(error))
            return self.form_invalid(form)
        messages.success(self.request, "已换届。需要时可以在这里撤销。")
        url = reverse(ImportBatch.snippet_viewset.get_url_name("edit"), args=[batch.pk])
        return HttpResponseRedirect(url)
