"""Filters of lists in the admin (筛选)."""

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet

from divisions.models import Division

from .territory import nearby_divisions


def divisions_of(request: HttpRequest) -> QuerySet[Division]:
    """Return the places a list can be narrowed to."""
    return nearby_divisions(request.user)


class PlaceFilterSet(WagtailFilterSet):
    """By place, with everything below it."""

    place = django_filters.ModelChoiceFilter(label="地方", queryset=divisions_of, method="in_place")

    def in_place(self, records: QuerySet, name: str, place: Division) -> QuerySet:
        """Keep the records of ``place`` and of all below it."""
        return records.filter(**{f"{records.model.path_field}__under": place.path})


class RecordFilterSet(PlaceFilterSet):
    """By place, and by where the record stands on its way to the public."""

    state = django_filters.ChoiceFilter(
        label="状态",
        method="in_state",
        choices=[
            ("live", "已发布"), ("draft", "未发布"), ("changed", "已发布，有未发布的修改"),
            ("locked", "已锁定"),
        ],
    )  # fmt: skip

    def in_state(self, records: QuerySet, name: str, state: str) -> QuerySet:
        """Keep the records in the state."""
        conditions = {
            "live": Q(live=True), "draft": Q(live=False), "locked": Q(locked=True),
            "changed": Q(live=True, has_unpublished_changes=True),
        }  # fmt: skip
        return records.filter(conditions[state])
