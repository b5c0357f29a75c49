"""Who may see a field (公开范围), declared once per model and field.

Public output (pages, JSON, feeds, index) takes its fields from here.
Source: 代表法 (2025) 第五十八条; 个人信息保护法 第二十五条.
"""

import enum

from django.db import models


class Visibility(enum.StrEnum):
    """How far a field may travel."""

    PUBLIC = "public"  # anybody
    CONSENTED = "consented"  # anybody, while a dated consent stands
    RESTRICTED = "restricted"  # staff of that territory
    PRIVATE = "private"  # named staff, every reading logged
    TECHNICAL = "technical"  # keys and bookkeeping, shown to nobody as such


PUBLIC = Visibility.PUBLIC
CONSENTED = Visibility.CONSENTED
RESTRICTED = Visibility.RESTRICTED
PRIVATE = Visibility.PRIVATE
TECHNICAL = Visibility.TECHNICAL

#: columns that Wagtail's mixins bring along, the same in every model
DRAFT_COLUMNS = dict.fromkeys(
    [
        "id", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
        "live_revision", "latest_revision", "go_live_at", "expire_at", "expired",
        "locked", "locked_at", "locked_by", "division_path",
    ],
    TECHNICAL,
)  # fmt: skip


def visibility_of(model: type[models.Model]) -> dict[str, Visibility]:
    """Return ``{field name: visibility}`` as ``model`` declares it."""
    return getattr(model, "visibility", {})


def undeclared_fields(model: type[models.Model]) -> list[str]:
    """Return the names of the model's own columns that its declaration leaves out."""
    declared = visibility_of(model)
    own = [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]
    return [f.name for f in own if f.name not in declared]


def public_fields(model: type[models.Model]) -> list[str]:
    """Return the names of the fields that anybody may see, in the order declared."""
    return [name for name, seen_by in visibility_of(model).items() if seen_by is PUBLIC]
