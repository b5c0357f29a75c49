"""The page on which a territory writes its own rows of a person whom another one keeps (任职)."""

import logging
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.panels import ObjectList, Panel
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from editing.panels import RecordsPanel
from editing.record_forms import RecordsForm, RecordsRefusedError, writing_together
from editing.views import CLASHES

from .models import Deputy, Mandate

logger = logging.getLogger(__name__)


class RowsForm(RecordsForm):
    """Seats, postings and groups alone: nothing of the person is written."""

    def _post_clean(self) -> None:
        """Ask nothing about the person, whom the user need not keep."""


class DeputyRowsView(WagtailAdminTemplateMixin, FormView):
    """Who the person is, to be read; seats, postings and groups of one's own, to be written."""

    template_name = "directory/deputy_rows.html"
    page_title = "任职"
    header_icon = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead those who keep the person to the whole form.

        Raises:
            Http404: the user may not refer to the person.
        """
        policy = policy_registry.get_by_type(Deputy)
        people = policy.referable(request.user).select_related("division")
        self.deputy = get_object_or_404(people, pk=kwargs["pk"])
        if policy.user_has_permission_for_instance(request.user, "change", self.deputy):
            edit = Deputy.snippet_viewset.get_url_name("edit")
            return HttpResponseRedirect(reverse(edit, args=[self.deputy.pk]))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def panel(self) -> Panel:
        """The part of the person's form that holds the rows."""
        rows = [panel for panel in Deputy.panels if isinstance(panel, RecordsPanel)]
        handler = ObjectList(rows, base_form_class=RowsForm)
        return handler.bind_to_model(Deputy)

    @property
    def publishes(self) -> bool:
        """Whether what is submitted is to be published."""
        return "action-publish" in self.request.POST

    def get_form_class(self) -> type[RowsForm]:
        return self.panel.get_form_class()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "instance": self.deputy, "for_user": self.request.user, "publishes": self.publishes,
        }  # fmt: skip

    def get_page_subtitle(self) -> str:
        return str(self.deputy)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        seats = reverse(Mandate.snippet_viewset.get_url_name("list"))
        return [
            *self.breadcrumbs_items,
            {"url": seats, "label": str(Mandate._meta.verbose_name)},
            {"url": "", "label": str(self.deputy)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form, user = context["form"], self.request.user
        panel = self.panel.get_bound_panel(
            instance=self.deputy, request=self.request, form=form, prefix="panel"
        )
        publishable = any(
            formset.policy.user_has_permission(user, "publish")
            for formset in form.records.values()
        )  # fmt: skip
        return context | {
            "deputy": self.deputy, "panel": panel, "media": form.media + panel.media,
            "may_publish": publishable,
        }  # fmt: skip

    def form_valid(self, form: RowsForm) -> HttpResponse:
        try:
            with writing_together(by=self.request.user):
                form.write_records()
        except RecordsRefusedError:
            return self.form_invalid(form)
        except IntegrityError:
            logger.exception("rows clash", extra={"event": "form_clashes"})
            form.add_error(None, CLASHES)
            return self.form_invalid(form)
        messages.success(self.request, "已发布。" if self.publishes else "已存草稿。")
        return HttpResponseRedirect(self.request.path)

    def form_invalid(self, form: RowsForm) -> HttpResponse:
        texts = ["没有保存，请看下面标出的地方。", *form.non_field_errors()]
        messages.error(self.request, " ".join(texts))
        return super().form_invalid(form)
