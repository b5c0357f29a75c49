"""Notes what a bulk import writes (导入批次), so that it is read later and taken back whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import User
from directory.enums import BatchKind, BatchState
from directory.models import ImportBatch
from divisions.models import Division
from editing.changes import STANDING, Snapshot, standing_of
from editing.models import ChangeSet, RecordChange, Verb

from .statements import Statement, insert, insert_for_each, reserve_ids, update

#: key of a stored record, and what changes in it before and after
Changed = tuple[int, Snapshot, Snapshot]


@dataclass(frozen=True)
class ImportOrigin:
    """Whose import it is and where it comes from.

    Attributes:
        source: what is noted as the source of the records; ``title``: the file's own name.
        user: who imports; None: the system.
        batch: the upload that the office sees; without one the import makes its own.
    """

    kind: BatchKind
    source: str
    title: str
    place: Division
    user: User | None = None
    batch: ImportBatch | None = None


class ImportNotes:
    """Makes the statements that note an import; the opening goes before all others.

    The importer makes sure that nobody begins a set before the statements are carried out
    (``Counters`` of ``ChangeSet``).
    """

    def __init__(self, origin: ImportOrigin) -> None:
        self.origin = origin
        self.change_set = ChangeSet(
            pk=next(reserve_ids(ChangeSet, 1)), kind=origin.kind, source=origin.source,
            made_by=origin.user,
        )  # fmt: skip
        #: whether something written waits for an approver
        self.is_draft = False

    def opening(self) -> Iterator[Statement]:
        """Yield the set that all notes belong to."""
        self.change_set.finished_at = self.change_set.made_at
        yield insert([self.change_set])

    def made(self, records: Sequence[models.Model]) -> Statement:
        """Return the notes of new records, at least one, all of one model."""
        self.is_draft |= any(not getattr(record, "live", True) for record in records)
        note = self._note(type(records[0]), records[0].pk, Verb.CREATED)
        return insert_for_each(note, "object_id", [record.pk for record in records])

    def added(self, rows: Sequence[models.Model], columns: Sequence[str]) -> Statement:
        """Return the notes of new rows, at least one, that hang on stored records.

        What stands in ``columns`` is noted too: a row that somebody has changed since is no
        longer the import's to take back.
        """
        model = type(rows[0])
        fields = [(f.name, f.attname) for f in model._meta.concrete_fields if f.name in columns]
        return insert([
            self._note(
                model, row.pk, Verb.CREATED,
                after={name: getattr(row, attname) for name, attname in fields},
            )
            for row in rows
        ])  # fmt: skip

    def changed(self, model: type[models.Model], rows: Sequence[Changed]) -> Iterator[Statement]:
        """Yield the notes of what changes in stored records.

        The import also takes them out of the way of drafts; where they stood is noted with it.
        """
        rows = [row for row in rows if row[1] or row[2]]
        stood = standing_of(model, [pk for pk, *_ in rows])
        has_drafts = any(field.name in STANDING for field in model._meta.concrete_fields)
        stands: Snapshot = {"latest_revision": None} if has_drafts else {}
        if rows:
            yield insert([
                self._note(
                    model, pk, Verb.UPDATED, before=before | stood.get(pk, {}), after=after | stands
                )
                for pk, before, after in rows
            ])  # fmt: skip

    def closing(self) -> Iterator[Statement]:
        """Yield the batch that the office sees."""
        origin = self.origin
        state = BatchState.DRAFT if self.is_draft else BatchState.DONE
        if origin.batch is not None:
            row = (origin.batch.pk, (state, self.change_set.pk))
            yield update(ImportBatch, ("state", "change_set"), [row])
            return
        yield insert([
            ImportBatch(
                division=origin.place, division_path=origin.place.path or "", kind=origin.kind,
                title=origin.title, state=state, change_set=self.change_set, made_by=origin.user,
                made_at=self.change_set.made_at,
            )
        ])  # fmt: skip

    def _note(
        self, model: type[models.Model], pk: int, verb: Verb, **changed: Snapshot
    ) -> RecordChange:
        return RecordChange(
            change_set=self.change_set, content_type=ContentType.objects.get_for_model(model),
            object_id=pk, verb=verb, by=self.origin.user, at=self.change_set.made_at,
            source=self.origin.source, **changed,
        )  # fmt: skip
