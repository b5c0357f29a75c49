"""The form of a record with rows that are records of their own, and what its views add."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.forms import ModelForm, modelformset_factory
from django.http import HttpResponse
from wagtail.admin.panels import MultiFieldPanel

from accounts.models import User

from .changes import writing
from .forms import DivisionScopedForm
from .panels import RecordsPanel
from .record_rows import RecordFormSet, RecordRowForm

#: kind and source of the set of changes that one form writes
KIND, SOURCE = "form", "后台表单"


class RecordsRefusedError(Exception):
    """A row cannot stand beside the others; the form says which and why."""


@contextmanager
def writing_together(*, by: User) -> Iterator[None]:
    """Let what is written inside be one transaction and one set of changes; none is left empty."""
    with transaction.atomic():
        with writing(kind=KIND, by=by, source=SOURCE) as change_set:
            yield
        if not change_set.changes.exists():
            change_set.delete()


@functools.cache
def record_formsets(model: type[models.Model]) -> dict[str, type[RecordFormSet]]:
    """Return the rows that the panels of ``model`` ask for, by the name of the relation."""
    panels = [panel for panel in model.panels if isinstance(panel, RecordsPanel)]
    return {panel.relation_name: _formset(model, panel) for panel in panels}


def _formset(model: type[models.Model], panel: RecordsPanel) -> type[RecordFormSet]:
    """Return the rows of one panel; each is asked what the form of the record itself asks."""
    relation = model._meta.get_field(panel.relation_name)
    own_form = relation.related_model.snippet_viewset.base_form_class
    handler = MultiFieldPanel(panel.panels).bind_to_model(relation.related_model)
    handler.base_form_class = type(RecordRowForm)(
        f"{own_form.__name__}Row", (RecordRowForm, own_form), {"__module__": __name__}
    )
    formset = modelformset_factory(
        relation.related_model, form=handler.get_form_class(), formset=RecordFormSet, extra=0,
        can_delete=True,
    )  # fmt: skip
    formset.fk, formset.shown = relation.field, panel.shown
    formset.related = panel.select_related
    return formset


class RecordsForm(DivisionScopedForm):
    """The form of a record whose panels hold a ``RecordsPanel``.

    Args:
        publishes: whether what is submitted is to be published, rows included.
        with_records: False leaves the rows out, as where an old revision is taken up.
    """

    def __init__(
        self, *args: Any, publishes: bool = False, with_records: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        formsets = record_formsets(self._meta.model) if with_records else {}
        self.records = {
            name: formset(
                self.data if self.is_bound else None, owner=self.instance, user=self.user,
                publishes=publishes, prefix=name,
            )
            for name, formset in formsets.items()
        }  # fmt: skip
        self.formsets |= self.records

    def has_changed(self) -> bool:
        """Whether the record itself has, with what hangs on it; rows have their own history."""
        children = [each for name, each in self.formsets.items() if name not in self.records]
        return bool(self.changed_data) or any(formset.has_changed() for formset in children)

    def write_records(self) -> None:
        """Store the rows; the record itself is stored by now.

        Raises:
            RecordsRefusedError: one of them cannot stand; the caller has to roll back.
        """
        written = [formset.write() for formset in self.records.values()]
        if not all(written):
            raise RecordsRefusedError


class RecordsViewMixin:
    """Save and publish a ``RecordsForm`` with its rows: all of it or nothing."""

    view_name: str
    action: str
    form: RecordsForm
    #: what ``ScopedFormViewMixin`` brings
    refused: Callable[[ModelForm], HttpResponse]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "publishes": self.action == "publish",
            "with_records": self.view_name != "revisions_revert",
        }

    def save_instance(self) -> models.Model:
        instance = super().save_instance()
        self.form.write_records()
        return instance

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            with writing_together(by=self.request.user):
                return super().form_valid(form)
        except RecordsRefusedError:
            return self.refused(form)
