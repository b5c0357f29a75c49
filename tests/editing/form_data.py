"""What a browser sends when a form of the admin is submitted as it stands."""

from typing import Any

from django.db import models
from django.forms import BoundField, CheckboxInput, ModelForm
from wagtail.admin.widgets import BaseChooser

from accounts.models import User


def form_data(record: models.Model, user: User, **changes: Any) -> dict[str, Any]:
    """The edit form of ``record`` as POST data, with ``changes`` typed in."""
    form_class = record.snippet_viewset.get_form_class(for_update=True)
    form = form_class(instance=record, for_user=user)
    data = fields_sent(form)
    for formset in form.formsets.values():
        data |= {
            f"{formset.prefix}-{name}": value
            for name, value in formset.management_form.initial.items()
        }
        for child in formset.forms:
            data |= fields_sent(child)
    return data | changes


def fields_sent(form: ModelForm) -> dict[str, Any]:
    """What the fields of a form or row send, by the names they have in the page."""
    sent = {}
    for field in form:
        value = _value(field)
        if value is not None:
            sent[field.html_name] = value
    return sent


def _value(field: BoundField) -> Any:
    value, widget = field.value(), field.field.widget
    if isinstance(widget, CheckboxInput):
        return "on" if value else None
    if isinstance(widget, BaseChooser) or value is None:
        return "" if value is None else getattr(value, "pk", value)
    formatted = widget.format_value(value)
    return formatted[0] if isinstance(formatted, list) else formatted
