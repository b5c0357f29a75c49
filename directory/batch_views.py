"""The page of one import in the admin (导入批次): what it wrote, and what becomes of it."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from editing.exceptions import ChangedSinceError

from .batches import counts_of, publish_batch, undo_batch
from .enums import BatchState
from .exceptions import BatchRefusedError
from .models import ImportBatch


class ImportBatchView(
    PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView
):
    """Shows an import; its buttons publish its drafts or take it back."""

    model = ImportBatch
    template_name = "directory/import_batch.html"
    page_title = "导入批次"
    header_icon = "upload"
    any_permission_required = ["view", "change"]
    index_url_name = edit_url_name = ""

    def get_page_subtitle(self) -> str:
        return str(self.object)

    @cached_property
    def may_undo(self) -> bool:
        """Whether the import may still be taken back."""
        batch = self.object
        in_time = batch.undo_until is None or batch.undo_until >= timezone.now()
        return batch.change_set is not None and batch.state != BatchState.UNDONE and in_time

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.page_title},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.object
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "counts": counts_of(batch.change_set) if batch.change_set else [],
            "is_draft": batch.state == BatchState.DRAFT,
            "may_publish": batch.state == BatchState.DRAFT
            and self.user_has_permission_for_instance("publish", batch),
            "may_undo": self.may_undo,
            "reasons": kwargs.get("reasons", []),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish or take back, and say what came of it."""
        try:
            if "publish" in request.POST:
                count = publish_batch(batch=self.object, by=request.user)
                messages.success(request, f"已发布 {count:,} 条。")
            elif "undo" in request.POST and self.may_undo:
                undo_batch(batch=self.object, by=request.user)
                messages.success(request, "已撤销这次导入。")
        except BatchRefusedError as error:
            messages.error(request, str(error))
        except ChangedSinceError as error:
            messages.error(request, f"没有撤销：有 {error.count:,} 处后来动过。")
            return self.render_to_response(self.get_context_data(reasons=error.reasons))
        return HttpResponseRedirect(reverse(self.edit_url_name, args=(quote(self.object.pk),)))
