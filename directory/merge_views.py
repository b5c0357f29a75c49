"""The page on which two records of one person are made one (合并), and two again."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from editing.exceptions import ChangedSinceError
from editing.forms import own_records
from editing.models import ChangeSet
from editing.undo import undo

from .batches import require_rights
from .exceptions import BatchRefusedError, MergeRefusedError
from .merging import merge_deputies, preview_merge
from .models import Deputy

TITLE = "合并重复的代表"
_UNDONE = "已撤销合并，两条记录的内容恢复原样；被并入的一条不再有合并以前的历史版本。"


class OtherRecordForm(forms.Form):
    """Which record is the same person; only one's own may be chosen."""

    def __init__(self, *args: Any, people: QuerySet[Deputy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = forms.ModelChoiceField(
            people,
            label="哪一条是同一个人",
            widget=Deputy.snippet_viewset.chooser_viewset.widget_class(),
            error_messages={"invalid_choice": "这位代表不在您的权限范围内，或者就是本条。"},
        )


class MergeView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """Choose the other record, read what will happen, confirm; earlier merges are taken back."""

    model = Deputy
    template_name = "directory/merge_deputies.html"
    page_title = TITLE
    header_icon = "group"
    permission_required = "change"
    index_url_name = edit_url_name = merge_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse who may not change and publish this record.

        Raises:
            Http404: the record is not the user's to change.
        """
        for action in ("change", "publish"):
            if not self.user_has_permission_for_instance(action, self.object):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def people(self) -> QuerySet[Deputy]:
        """Whom the user may merge into this record."""
        user = self.request.user
        allowed = own_records(Deputy, user, ["publish"]).exclude(pk=self.object.pk)
        return allowed.filter(pk__in=own_records(Deputy, user, ["change"]).values("pk"))

    @cached_property
    def merges(self) -> list[ChangeSet]:
        """The merges into this record that may be taken back, the latest first."""
        sets = ChangeSet.objects.filter(
            pk__in=self.object.former_codes.values("change_set"), undone_at=None
        )
        return list(sets.select_related("made_by").order_by("-pk"))

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
        form = kwargs.pop("form", None)
        if form is None:
            data = self.request.GET if "other" in self.request.GET else None
            form = OtherRecordForm(data, people=self.people)
        other = form.cleaned_data["other"] if form.is_bound and form.is_valid() else None
        return super().get_context_data(**kwargs) | {
            "kept": self.object,
            "form": form,
            "media": form.media,
            "other": other,
            "preview": preview_merge(self.object, other, self.request.user) if other else None,
            "merges": self.merges,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Merge, or take a merge back."""
        if "undo" in request.POST:
            return self._undo(request.POST["undo"])
        form = OtherRecordForm(request.POST, people=self.people)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            merge_deputies(
                kept=self.object, other=form.cleaned_data["other"], by=request.user,
                is_confirmed="confirmed" in request.POST,
            )  # fmt: skip
        except MergeRefusedError as error:
            messages.error(request, f"没有合并：{'；'.join(error.reasons)}")
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, "已合并。原来的网址会转到这一条。")
        return self._back()

    def _undo(self, key: str) -> HttpResponse:
        merge = next((each for each in self.merges if str(each.pk) == key), None)
        if merge is None:
            raise Http404
        try:
            require_rights(self.request.user, merge)
            undo(change_set=merge, by=self.request.user)
            messages.success(
                self.request,
                _UNDONE,
            )
        except BatchRefusedError as error:
            messages.error(self.request, f"没有撤销：{error}")
        except ChangedSinceError as error:
            messages.error(self.request, f"没有撤销：{'；'.join(error.reasons)}")
        return self._back()

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse(self.merge_url_name, args=(quote(self.object.pk),)))
