"""Rows of a form that may not stand together (重复的行): constraints asked of all rows at once.

Django asks of each row whether it agrees with what is stored, and modelcluster whether rows agree
with each other, but neither where a constraint has a condition ("one that stands"), nor of rows
that are stored and not in the form.
"""

from typing import Any

from django.db import models
from django.db.models import Value
from modelcluster.forms import BaseChildFormSet


def check_unique_rows(formset: BaseChildFormSet) -> bool:
    """Say at each row of a valid ``formset`` what it may not share with another row.

    Returns whether all rows may stand together.
    """
    constraints = [
        each
        for each in formset.model._meta.constraints
        if isinstance(each, models.UniqueConstraint) and each.fields
    ]
    gone = formset.deleted_forms
    forms = [form for form in formset.forms if form not in gone and _counts(form)]
    checked = [_check(formset, forms, constraint) for constraint in constraints]
    return all(checked)


def _check(
    formset: BaseChildFormSet, forms: list[Any], constraint: models.UniqueConstraint
) -> bool:
    in_form = {form.instance.pk for form in formset.forms}
    stored = getattr(formset.instance, formset.rel_name).all()
    kept = [row for row in stored if row.pk is not None and row.pk not in in_form]
    taken = {_key(row, constraint, formset.fk) for row in kept} - {None}
    are_unique = True
    for form in forms:
        key = _key(form.instance, constraint, formset.fk)
        if key in taken:
            form.add_error(None, constraint.get_violation_error_message())
            are_unique = False
        elif key is not None:
            taken.add(key)
    return are_unique


def _counts(form: Any) -> bool:
    """Whether a row of the form becomes a row of the record: it is one already or is filled in."""
    return form.instance.pk is not None or form.has_changed()


def _key(
    row: models.Model, constraint: models.UniqueConstraint, parent: models.Field
) -> tuple[Any, ...] | None:
    """Return what must be the row's own; None where the constraint does not speak of the row."""
    fields = row._meta.concrete_fields
    if constraint.condition is not None:
        values = {f.name: Value(getattr(row, f.attname), f) for f in fields if f != parent}
        if not constraint.condition.check(values):
            return None
    names = set(constraint.fields) - {parent.name}
    key = tuple(getattr(row, f.attname) for f in fields if f.name in names)
    nulls_are_equal = constraint.nulls_distinct is False
    return key if nulls_are_equal or None not in key else None
