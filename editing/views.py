"""What is put in front of Wagtail's generic views of a record of a division."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.ui.tables import Table
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import DeleteView, IndexView

from .policies import InstanceBoundPolicy

logger = logging.getLogger(__name__)

CLASHES = "与刚刚存进来的另一条记录冲突，没有保存。请重新打开这一页，或者把互换的两行分两次保存。"
MAY_NOT_PUBLISH = "您可以保存草稿，但不能在这里发布。"


class ScopedViewMixin:
    """Load the stored record first: 404 outside the territory, and bind the policy to it.

    Wagtail asks "may he change such records?" where "this record" is meant, and loads the record
    without asking at all; so every view class of a viewset gets this in front.
    """

    model: type[models.Model]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse a record the user may not see.

        Raises:
            Http404: there is none, or it lies outside the territory.
        """
        if (pk := kwargs.get("pk")) is not None:
            policy = policy_registry.get_by_type(self.model)
            record = get_object_or_404(self.model, pk=unquote(str(pk)))
            if not policy.user_has_permission_for_instance(request.user, "view", record):
                raise Http404
            self.permission_policy = InstanceBoundPolicy(policy, record)
        super().setup(request, *args, **kwargs)


class ScopedFormViewMixin(ScopedViewMixin):
    """The same for forms: publishing is asked about the record as the form leaves it.

    Nothing is saved by itself while somebody types: half a name is nobody's record.
    """

    action: str
    view_name: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    def form_valid(self, form: ModelForm) -> HttpResponse:
        if self.action == "publish":
            policy = policy_registry.get(form.instance)
            user = self.request.user
            if not policy.user_has_permission_for_instance(user, "publish", form.instance):
                form.add_error(None, MAY_NOT_PUBLISH)
                self.produced_error_code = "validation_error"
                self.produced_error_message = MAY_NOT_PUBLISH
                return self.form_invalid(form)
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError as error:
            # A row that something else needs stays, and so does all else of this form.
            form.add_error(None, still_in_use(error))
            return self.refused(form)
        except IntegrityError:
            logger.exception("form clashes", extra={"event": "form_clashes"})
            form.add_error(None, CLASHES)
            return self.refused(form)

    def refused(self, form: ModelForm) -> HttpResponse:
        """Show the form again after what it wrote has been rolled back."""
        if self.view_name == "create":
            self.object = form.instance.pk = None
            form.instance._state.adding = True
        else:
            self.object = self.get_object()
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)


class FindMixin:
    """A list that is searched by the viewset's own ``find`` instead of a search index."""

    find = None

    @property
    def is_searchable(self) -> bool:
        """Always: every viewset of ours can find."""
        return True

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.find(queryset, self.search_query) if self.is_searching else queryset


class ScopedIndexView(FindMixin, IndexView):
    """The list of a ``DivisionScopedViewSet``."""

    #: Wagtail's own export, asked for in the address, would answer with empty lines
    FORMATS = ()
    #: further pages of a record: name of the address, label, icon, the action one must be allowed
    further_pages: tuple[tuple[str, str, str, str], ...] = ()
    #: keys of the records on the page shown on which the user may take each of these actions
    allowed: Mapping[str, frozenset[Any]] = MappingProxyType({})
    #: the viewset's own, called with the records of the page
    complete = None

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple:
        """Ask of all records on the page at once what may be done with them."""
        paginator, page, records, has_others = super().paginate_queryset(queryset, page_size)
        policy = policy_registry.get_by_type(self.model)
        keys = [record.pk for record in records]
        self.allowed = {
            action: frozenset(
                policy.instances_user_has_permission_for(self.request.user, action)
                .filter(pk__in=keys)
                .values_list("pk", flat=True)
            )
            for action in {action for *_, action in self.further_pages}
        }
        return paginator, page, records, has_others

    def get_list_more_buttons(self, instance: models.Model) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        for name, label, icon, action in self.further_pages:
            if instance.pk in self.allowed[action]:
                url = reverse(name, args=[quote(instance.pk)])
                buttons.append(Button(label, url=url, icon_name=icon, priority=50))
        return buttons

    def get_table(self, object_list: QuerySet) -> Table:
        self.complete(list(object_list))
        return super().get_table(object_list)


class ScopedDeleteView(DeleteView):
    """Say what still hangs on a record instead of failing."""

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError as error:
            messages.error(self.request, still_in_use(error))
            return HttpResponseRedirect(self.get_success_url())


def still_in_use(error: ProtectedError) -> str:
    """Return how many records of which kind keep others from being deleted, naming none."""
    counts: dict[str, int] = {}
    for record in error.protected_objects:
        kind = str(record._meta.verbose_name)
        counts[kind] = counts.get(kind, 0) + 1
    used = "、".join(f"{kind} {count} 条" for kind, count in counts.items())
    return f"没有删除：还有{used}与它相连。"
