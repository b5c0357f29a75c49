"""The page of one import in the admin (导入批次): what it wrote, and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from editing.exceptions import ChangedSinceError

from .batches import counts_of, has_drafts, may_be_undone, publish_batch, undo_batch
from .enums import BatchState
from .exceptions import BatchRefusedError
from .models import ImportBatch, Proposal
from .models.proposal import ProposalState
from .proposals import accept_batch

#: reasons named after taking over many proposals
_REASONS = 5


def proposal_counts(batch: ImportBatch) -> dict[str, int]:
    """Return how many proposals of an import are open, accepted and declined."""
    counts = dict.fromkeys(ProposalState.values, 0)
    found = batch.proposals.order_by().values_list("state").annotate(count=Count("pk"))
    return counts | dict(found)


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

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.page_title},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.object
        is_draft = batch.state == BatchState.DRAFT and has_drafts(batch.change_set)
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "counts": counts_of(batch.change_set) if batch.change_set else [],
            "is_draft": is_draft,
            "may_publish": is_draft and self.user_has_permission_for_instance("publish", batch),
            "may_undo": may_be_undone(batch),
            "proposals": proposal_counts(batch),
            "proposals_url": reverse(Proposal.snippet_viewset.get_url_name("list"))
            + f"?batch={batch.pk}",
            "reasons": kwargs.get("reasons", []),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish or take back, and say what came of it."""
        try:
            if "publish" in request.POST:
                count = publish_batch(batch=self.object, by=request.user)
                messages.success(request, f"已发布 {count:,} 条。")
                self._accept()
            elif "accept" in request.POST:
                self._accept()
            elif "undo" in request.POST:
                undo_batch(batch=self.object, by=request.user)
                messages.success(request, "已撤销这次导入。")
        except BatchRefusedError as error:
            messages.error(request, str(error))
        except ChangedSinceError as error:
            messages.error(request, f"没有撤销：有 {error.count:,} 处后来动过。")
            return self.render_to_response(self.get_context_data(reasons=error.reasons))
        return HttpResponseRedirect(reverse(self.edit_url_name, args=(quote(self.object.pk),)))

    def _accept(self) -> None:
        """Take over what the import proposes, and say what was left open and why."""
        count, reasons = accept_batch(batch=self.object, by=self.request.user)
        if count:
            messages.success(self.request, f"已采纳 {count:,} 条代报。")
        for reason in reasons[:_REASONS]:
            messages.warning(self.request, f"还有没采纳的：{reason}")
