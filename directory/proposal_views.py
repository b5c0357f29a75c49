"""The pages on which a change is proposed (建议更改), and taken over field by field."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from editing.territory import grants_of

from .enums import Gender
from .exceptions import ProposalRefusedError
from .importers.roster_headers import LABELS
from .models import Deputy, Proposal
from .models.proposal import ProposalState
from .proposals import (
    PROPOSABLE,
    accept_proposal,
    decline_proposal,
    differences,
    propose_change,
)


class ProposalView(
    PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView
):
    """What a proposal says beside what is stored; the keeper ticks what to take over."""

    model = Proposal
    template_name = "directory/proposal.html"
    page_title = "他人代报"
    header_icon = "mail"
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
        panel = Proposal.panels[1]
        return super().get_context_data(**kwargs) | {
            "proposal": self.object,
            "said": panel.format_value_for_display(self.object.person),
            "differences": differences(self.object),
            "is_open": self.object.state == ProposalState.OPEN,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take over what is ticked, or nothing.

        Raises:
            Http404: the user may not change the proposal, or the person it speaks of.
        """
        for record in filter(None, (self.object, self.object.deputy)):
            policy = policy_registry.get(record)
            if not policy.user_has_permission_for_instance(request.user, "change", record):
                raise Http404
        try:
            if "decline" in request.POST:
                decline_proposal(proposal=self.object)
                messages.success(request, "没有采纳，已记下。")
            else:
                fields = request.POST.getlist("field")
                accept_proposal(proposal=self.object, fields=fields, by=request.user)
                messages.success(request, f"已采纳 {len(fields)} 项。")
        except ProposalRefusedError as error:
            messages.error(request, str(error))
        except ValidationError as error:
            messages.error(request, f"没有采纳：{'；'.join(error.messages)}")
        return HttpResponseRedirect(reverse(self.edit_url_name, args=(quote(self.object.pk),)))


class ProposeForm(forms.Form):
    """Whose record should say what; a field left empty says nothing."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = policy_registry.get_by_type(Deputy).referable(user).filter(live=True)
        self.fields["deputy"] = forms.ModelChoiceField(
            people, label="代表", widget=Deputy.snippet_viewset.chooser_viewset.widget_class()
        )
        for name in PROPOSABLE:
            column = Deputy._meta.get_field(name)
            if name == "gender":
                self.fields[name] = forms.ChoiceField(
                    choices=[("", ""), *Gender.choices], label=LABELS[name], required=False
                )
                continue
            self.fields[name] = forms.CharField(
                label=LABELS[name], required=False, max_length=column.max_length or 400,
                validators=column.validators[:1] if name in {"birth", "email"} else [],
            )  # fmt: skip
        self.fields["source"] = forms.CharField(
            label="根据", max_length=200, help_text="例如：本人来电、某某文件。"
        )


class ProposeView(WagtailAdminTemplateMixin, FormView):
    """Propose a change of a record that one may not write."""

    template_name = "directory/propose.html"
    page_title = "建议更改"
    header_icon = "mail"
    form_class = ProposeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in the staff of any territory.

        Raises:
            PermissionDenied: the user works nowhere.
        """
        if not (request.user.is_superuser or grants_of(request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"media": context["form"].media}

    def form_valid(self, form: ProposeForm) -> HttpResponse:
        said = {name: form.cleaned_data[name] for name in PROPOSABLE}
        deputy = form.cleaned_data["deputy"]
        proposal = propose_change(
            deputy=deputy, person=said, source=form.cleaned_data["source"], by=self.request.user
        )
        if proposal is None:
            form.add_error(None, "没有一项与现在的不同。")
            return self.form_invalid(form)
        messages.success(self.request, f"已交给{deputy.division}处理。")
        return HttpResponseRedirect(reverse("propose_change"))
