"""Records that belong to one division (归属区划)."""

from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.models import Prefetch, QuerySet
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from accounts.models import User
from core.paths import PathField
from divisions.models import Division

from .actions import DivisionPublishAction
from .changes import noting


@cache
def followers(model: type[models.Model]) -> list[models.ManyToOneRel]:
    """Return the relations of the records that take their division from one of ``model``."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
        and issubclass(relation.related_model, DivisionScopedModel)
        and "division" in relation.related_model.derived_fields
        and relation.field.name in relation.related_model.home_fields
    ]


class DivisionScopedModel(models.Model):
    """A record of one division, which says who may see and write it in the admin.

    ``division_path`` repeats the division's path, so that a test for a subtree needs no join; a
    move of a division rewrites it (``core.registries.path_copies``). Every subclass gets its
    permission policy by itself; what staff edit also needs a ``DivisionScopedViewSet``.
    """

    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="+", verbose_name="归属区划"
    )
    division_path = PathField("归属路径", db_index=True)

    #: name of the column that holds the path of the record's division
    path_field = "division_path"
    #: foreign keys that decide where the record belongs: only one's own territory is offered
    home_fields: tuple[str, ...] = ("division",)
    #: columns that ``derive`` fills from others
    derived_fields: tuple[str, ...] = ()
    #: ``{label of a model an assignment may be narrowed to: lookup that leads there}``; an
    #: assignment narrowed to anything else gives nothing on this model
    scope_lookups: dict[str, str] = {}
    #: actions that nobody may take by hand, superusers included
    closed_actions: frozenset[str] = frozenset()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        fields = kwargs.get("update_fields")
        if fields is not None and set(fields) & {"division", *self.home_fields}:
            kwargs["update_fields"] = {
                *fields, "division", "division_path", *self.derived_fields
            }  # fmt: skip
        fields = kwargs.get("update_fields")
        has_moved = (fields is None or "division_path" in fields) and self._has_moved()
        with transaction.atomic(), noting(self, fields):
            super().save(*args, **kwargs)
            if has_moved:
                self._take_along()

    def _has_moved(self) -> bool:
        """Whether the record is stored under another division than it is about to be."""
        if self._state.adding or not followers(type(self)):
            return False
        stored = type(self)._base_manager.filter(pk=self.pk)
        return stored.exclude(division_path=self.division_path).exists()

    def _take_along(self) -> None:
        """Let what takes its division from this record follow it."""
        for relation in followers(type(self)):
            for record in relation.related_model._base_manager.filter(
                **{relation.field.name: self}
            ):
                setattr(record, relation.field.name, self)
                record.save()

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().full_clean(*args, **kwargs)

    def derive(self) -> None:
        """Fill the columns that follow from others; done before validation and before saving."""
        if division := self.owning_division():
            self.division = division
            self.division_path = division.path or ""

    def owning_division(self) -> Division | None:
        """Return where the record belongs as it stands now, saved or not; None: nobody knows.

        A record that hangs on another one (a mandate on its unit) takes that one's division.
        """
        return self.division if self.division_id else None


class ScopedRecord(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, DivisionScopedModel
):
    """What staff edit and publish: a record with draft, revisions, approval and lock."""

    class Meta:
        abstract = True

    @property
    def approved_schedule(self) -> bool:
        """Whether a revision waits for its day; ``with_status`` may have loaded them."""
        if hasattr(self, "_scheduled_revisions"):
            return bool(self._scheduled_revisions)
        return self.scheduled_revision is not None

    def publish(
        self,
        revision: Revision,
        user: User | None = None,
        changed: bool = True,
        log_action: bool = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
    ) -> None:
        """Publish ``revision`` where ``user`` may publish, whatever the caller wants skipped."""
        DivisionPublishAction(
            revision, user=user, changed=changed, log_action=log_action,
            previous_revision=previous_revision,
        ).execute()  # fmt: skip


def with_status(records: QuerySet[ScopedRecord]) -> QuerySet[ScopedRecord]:
    """Load what ``status_string`` asks of each record, in two queries for all of them."""
    scheduled = Revision.objects.filter(approved_go_live_at__isnull=False)
    states = WorkflowState.objects.active().select_related("current_task_state__task")
    return records.prefetch_related(
        Prefetch("_revisions", scheduled, to_attr="_scheduled_revisions"),
        # The name under which Wagtail's own properties look for them.
        Prefetch("_workflow_states", states, to_attr="_current_workflow_states"),
    )
