"""What the filters of the directory's lists are made of."""

import django_filters


def choice(label: str, choices: list, field: str | None = None) -> django_filters.ChoiceFilter:
    """Return a filter of one column by its ``choices``."""
    return django_filters.ChoiceFilter(label=label, choices=choices, field_name=field)
