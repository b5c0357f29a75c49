"""Choosers (选择框) that offer the user's own territory and what is published."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import BaseColumn
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.widgets import AdminSnippetChooser

from .forms import own_records

#: takes a queryset and what was typed, returns what it finds
Find = Callable[[QuerySet, str], QuerySet]
#: parameter of a chooser's address: only records in the user's own territory
OWN_ONLY = "own"


class ScopedChooser(AdminSnippetChooser):
    """The field that opens a chooser; ``own_only`` leaves out what is merely published."""

    own_only = False

    def get_chooser_modal_url(self) -> str:
        url = super().get_chooser_modal_url()
        return f"{url}?{OWN_ONLY}=1" if self.own_only else url


class ChooserSearchForm(BaseFilterForm):
    """The search box of a chooser, which asks the viewset's ``find``."""

    q = forms.CharField(
        label="查找", required=False, widget=forms.TextInput(attrs={"placeholder": "查找"})
    )

    def __init__(self, *args: Any, find: Find, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find = find

    def filter(self, objects: QuerySet) -> QuerySet:
        if text := self.cleaned_data["q"]:
            self.is_searching, self.search_query = True, text
            objects = self.find(objects, text)
        return objects


class ScopedChooserMixin:
    """Load nothing but what the user may choose."""

    model_class: type[models.Model]
    #: what the list shows beside the title: public fields only
    extra_columns: Iterable[BaseColumn] = ()
    find = None
    prepare = None

    def get_object_list(self) -> QuerySet:
        if OWN_ONLY in self.request.GET:
            found = own_records(self.model_class, self.request.user, {"add", "change"})
        else:
            found = self.offered()
        return self.prepare(found)

    def offered(self) -> QuerySet:
        """Return all that the user may refer to."""
        return policy_registry.get_by_type(self.model_class).referable(self.request.user)

    def get_filter_form(self) -> ChooserSearchForm:
        return ChooserSearchForm(self.request.GET, find=self.find)

    @property
    def columns(self) -> list[BaseColumn]:
        title, *others = super().columns
        title.label = "名称"
        return [title, *self.extra_columns, *others]

    def get_object(self, pk: str) -> models.Model:
        """Return the chosen record.

        Raises:
            Http404: it may not be chosen, or ``pk`` is no key.
        """
        if not pk.isdecimal():
            raise Http404
        return self.offered().get(pk=pk)

    def get_objects(self, pks: list[str]) -> QuerySet:
        return self.offered().filter(pk__in=[pk for pk in pks if pk.isdecimal()])


class ScopedChooseView(ScopedChooserMixin, ChooseView):
    """The chooser as it opens."""


class ScopedChooseResultsView(ScopedChooserMixin, ChooseResultsView):
    """Its list after a search or on another page."""


class ScopedChosenView(ScopedChooserMixin, SnippetChosenView):
    """The answer to one choice."""


class ScopedChosenMultipleView(ScopedChooserMixin, SnippetChosenMultipleView):
    """The answer to several choices."""


class ScopedChooserViewSet(SnippetChooserViewSet):
    """The chooser of a ``DivisionScopedViewSet``; nothing is made in it, only chosen."""

    choose_view_class = ScopedChooseView
    choose_results_view_class = ScopedChooseResultsView
    chosen_view_class = ScopedChosenView
    chosen_multiple_view_class = ScopedChosenMultipleView
    base_widget_class = ScopedChooser
    preserve_url_parameters = ["multiple", OWN_ONLY]
    extra_columns: Iterable[BaseColumn] = ()
    find: Find
    prepare: Callable[[QuerySet], QuerySet]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(
            find=self.find, prepare=self.prepare, extra_columns=self.extra_columns, **kwargs
        )
