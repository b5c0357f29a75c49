"""The pages on which a change is proposed (建议更改), and taken over field by field."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from core.names import fold_name
from editing.forms import own_records
from editing.territory import grants_of

from .enums import Gender
from .exceptions import ProposalRefusedError
from .importers.roster_headers import LABELS
from .models import Deputy, Proposal
from .models.proposal import ProposalState
from .proposal_differences import PROPOSABLE, differences, seat_of
from .proposals import accept_proposal, decline_proposal, propose_change


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

    @cached_property
    def namesakes(self) -> QuerySet[Deputy]:
        """Who of the user's own people a proposal may mean that names nobody."""
        own = own_records(Deputy, self.request.user, ["change"])
        if self.object.deputy_id is not None:
            return own.none()
        return own.filter(folded_name=fold_name(self.object.name)).order_by("pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal, panel = self.object, Proposal.panels[1]
        seat, found = seat_of(proposal), differences(proposal)
        may_change = proposal.deputy is None or self._may_change(proposal.deputy)
        return super().get_context_data(**kwargs) | {
            "proposal": proposal,
            "said": panel.format_value_for_display(proposal.person),
            "differences": found if may_change else [each for each in found if each.is_of_seat],
            "elsewhere": [each for each in found if not (may_change or each.is_of_seat)],
            "new_seat": seat if seat and seat.mandate is None else None,
            "namesakes": self.namesakes,
            "is_open": proposal.state == ProposalState.OPEN,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take over what is ticked, or nothing.

        Raises:
            Http404: the user may not change the proposal.
        """
        proposal = self.object
        if not self._may_change(proposal):
            raise Http404
        try:
            if "decline" in request.POST:
                decline_proposal(proposal=proposal)
                messages.success(request, "没有采纳，已记下。")
            else:
                self._accept()
        except ProposalRefusedError as error:
            messages.error(request, str(error))
        if self._is_gone():
            return HttpResponseRedirect(reverse(self.index_url_name))
        return HttpResponseRedirect(reverse(self.edit_url_name, args=(quote(proposal.pk),)))

    def _accept(self) -> None:
        sent = self.request.POST
        person = None
        if key := sent.get("person", ""):
            person = self.namesakes.filter(pk=key).first() if key.isdecimal() else None
            if person is None:
                raise ProposalRefusedError("选的这个人不在您的权限范围内。")
        count = accept_proposal(
            proposal=self.object, fields=sent.getlist("field"), by=self.request.user,
            takes_seat="seat" in sent, person=person,
        )  # fmt: skip
        messages.success(self.request, f"已采纳 {count} 项。")

    def _may_change(self, record: Proposal | Deputy) -> bool:
        policy = policy_registry.get(record)
        return policy.user_has_permission_for_instance(self.request.user, "change", record)

    def _is_gone(self) -> bool:
        """Whether the proposal has gone on to a keeper whose business is not the user's."""
        self.object.refresh_from_db()
        return not self._may_change(self.object)


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

    def get_initial(self) -> dict[str, Any]:
        """Begin with the person whose page led here, where the user may refer to him."""
        pk = self.request.GET.get("deputy", "")
        people = policy_registry.get_by_type(Deputy).referable(self.request.user)
        is_known = pk.isdecimal() and people.filter(pk=pk, live=True).exists()
        return {"deputy": int(pk)} if is_known else {}

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
