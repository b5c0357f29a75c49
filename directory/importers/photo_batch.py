"""The set in which the portraits of one import are noted, though each is hung up by itself."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from directory.enums import BatchState
from directory.models import ImportBatch
from editing.changes import continuing
from editing.models import ChangeSet

from .import_notes import ImportOrigin


class PhotoBatch:
    """Begun with the first portrait, so that what is written before a failure can be undone too.

    An upload that failed half-way goes on in its own set.
    """

    def __init__(self, origin: ImportOrigin) -> None:
        self.origin = origin
        self.change_set = origin.batch.change_set if origin.batch else None
        self._has_written = False

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note all changes inside as the import's."""
        if self.change_set is None:
            self.change_set = self._begin()
        self._has_written = True
        with continuing(self.change_set, by=self.origin.user):
            yield

    @transaction.atomic
    def _begin(self) -> ChangeSet:
        origin = self.origin
        change_set = ChangeSet.objects.create(
            kind=origin.kind, source=origin.source, made_by=origin.user
        )
        if origin.batch is not None:
            ImportBatch.objects.filter(pk=origin.batch.pk).update(change_set=change_set)
            return change_set
        ImportBatch.objects.create(
            division=origin.place, kind=origin.kind, title=origin.title, made_by=origin.user,
            state=BatchState.DONE, change_set=change_set, made_at=change_set.made_at,
            undo_until=change_set.made_at + datetime.timedelta(days=settings.IMPORT_UNDO_DAYS),
        )  # fmt: skip
        return change_set

    def finish(self, *, is_draft: bool) -> ChangeSet | None:
        """Close the set; return it, or None where nothing was written."""
        if self.change_set is None or not self._has_written:
            return None
        self.change_set.finished_at = timezone.now()
        self.change_set.save(update_fields=["finished_at"])
        state = BatchState.DRAFT if is_draft else BatchState.DONE
        ImportBatch.objects.filter(change_set=self.change_set).update(state=state)
        return self.change_set
