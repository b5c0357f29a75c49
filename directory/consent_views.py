"""The page on which somebody's consent is withdrawn (撤回同意)."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from .consents import withdraw_consent
from .exceptions import ConsentRefusedError
from .models import Deputy

TITLE = "撤回同意"


class ConsentsView(
    PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView
):
    """What a person has consented to; each consent that stands can be withdrawn at once."""

    model = Deputy
    template_name = "directory/consents.html"
    page_title = TITLE
    header_icon = "user"
    permission_required = "change"
    index_url_name = edit_url_name = consents_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse who may not change this record.

        Raises:
            Http404: the record is not the user's to change.
        """
        if not self.user_has_permission_for_instance("change", self.object):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

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
        today = timezone.localdate()
        consents = list(self.object.consents.all())
        return super().get_context_data(**kwargs) | {
            "standing": [each for each in consents if not each.is_withdrawn(today)],
            "withdrawn": [each for each in consents if each.is_withdrawn(today)],
            "edit_url": reverse(self.edit_url_name, args=(quote(self.object.pk),)),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw one consent.

        Raises:
            Http404: the person has given no such consent.
        """
        key = request.POST.get("withdraw", "")
        consent = self.object.consents.filter(pk=key).first() if key.isdecimal() else None
        if consent is None:
            raise Http404
        try:
            withdraw_consent(consent=consent, by=request.user)
            messages.success(request, f"已撤回：{consent.get_field_display()}，立即不再公开。")
        except ConsentRefusedError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse(self.consents_url_name, args=(quote(self.object.pk),)))
