"""Notes what a roster's import writes (导入批次), so that it is read later and taken back whole."""

from collections.abc import Iterable, Iterator, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import models

from directory.enums import BatchKind, BatchState
from directory.models import ImportBatch
from editing.models import ChangeSet, RecordChange, Verb
from editing.scoped import ScopedRecord

from .roster_people import StoredDeputy, StoredMandate
from .roster_records import WriteOptions
from .statements import Statement, insert, insert_for_each, reserve_ids, update

#: a stored record and ``{column: new value}``
Changed = tuple[StoredDeputy | StoredMandate, dict[str, object]]


class RosterNotes:
    """Makes the statements that note an import; the opening goes before all others."""

    def __init__(self, options: WriteOptions) -> None:
        self.options = options
        self.change_set = ChangeSet(
            pk=next(reserve_ids(ChangeSet, 1)),
            kind=BatchKind.ROSTER,
            source=options.source,
            made_by=options.rights.user,
        )
        self._is_draft = False

    def opening(self) -> Iterator[Statement]:
        """Yield the set that all notes belong to."""
        self.change_set.finished_at = self.change_set.made_at
        yield insert([self.change_set])

    def made(self, records: Sequence[ScopedRecord]) -> Statement:
        """Return the notes of new records, at least one, all of one model."""
        self._is_draft |= any(not record.live for record in records)
        first = records[0]
        note = self._note(type(first), first.pk, Verb.CREATED)
        return insert_for_each(note, "object_id", [record.pk for record in records])

    def changed(
        self, model: type[models.Model], columns: Sequence[str], rows: Iterable[Changed]
    ) -> Iterator[Statement]:
        """Yield the notes of what changes in stored records."""
        notes = []
        for seen, changes in rows:
            before = dict(zip(columns, seen.values, strict=True))
            notes.append(
                self._note(
                    model, seen.pk, Verb.UPDATED,
                    before={name: before[name] for name in changes}, after=changes,
                )
            )  # fmt: skip
        if notes:
            yield insert(notes)

    def closing(self) -> Iterator[Statement]:
        """Yield the batch that the office sees."""
        place, batch = self.options.place, self.options.batch
        state = BatchState.DRAFT if self._is_draft else BatchState.DONE
        if batch is not None:
            row = (batch.pk, (state, self.change_set.pk))
            yield update(ImportBatch, ("state", "change_set"), [row])
            return
        yield insert([
            ImportBatch(
                division=place, division_path=place.path or "", kind=BatchKind.ROSTER,
                title=self.options.source.removeprefix("名册 "),
                state=state,
                change_set=self.change_set, made_by=self.options.rights.user,
                made_at=self.change_set.made_at,
            )
        ])  # fmt: skip

    def _note(
        self, model: type[models.Model], pk: int, verb: Verb, **changed: dict[str, object]
    ) -> RecordChange:
        return RecordChange(
            change_set=self.change_set, content_type=ContentType.objects.get_for_model(model),
            object_id=pk, verb=verb, by=self.options.rights.user, at=self.change_set.made_at,
            source=self.options.source, **changed,
        )  # fmt: skip
