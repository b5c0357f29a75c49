"""Records that belong to one division (归属区划)."""

from typing import Any

from django.db import models
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from core.paths import PathField
from divisions.models import Division


class DivisionScopedModel(models.Model):
    """A record of one division.

    ``division_path`` repeats the division's path, so that a test for a subtree needs no join; a
    move of a division rewrites it (``core.registries.path_copies``).
    """

    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="+", verbose_name="归属区划"
    )
    division_path = PathField("归属路径", db_index=True)

    #: name of the column that holds the path of the record's division
    path_field = "division_path"
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.division_path = self.division.path or ""
        if (fields := kwargs.get("update_fields")) is not None and "division" in fields:
            kwargs["update_fields"] = {*fields, "division_path"}
        super().save(*args, **kwargs)


class ScopedRecord(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, DivisionScopedModel
):
    """What staff edit and publish: a record with draft, revisions, approval and lock."""

    class Meta:
        abstract = True
