"""What the filters of the directory's lists are made of."""

from collections.abc import Callable

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from editing.filters import RecordFilterSet


def choice(label: str, choices: list, field: str | None = None) -> django_filters.ChoiceFilter:
    """Return a filter of one column by its ``choices``."""
    return django_filters.ChoiceFilter(label=label, choices=choices, field_name=field)


class CompletenessFilterSet(RecordFilterSet):
    """By who maintains the record, and by what it lacks; the reports of gaps lead here."""

    maintainer = django_filters.NumberFilter(field_name="division", widget=forms.HiddenInput)

    #: returns the condition of lacking one thing
    gap_condition: Callable[[str], Q]

    def lacking(self, records: QuerySet, name: str, gap: str) -> QuerySet:
        """Keep the records that lack ``gap``."""
        return records.filter(type(self).gap_condition(gap))
