"""Writes down what changes in records (变更记录): who changed which field, before and after.

Every record of a division notes its own changes when it is saved or deleted; bulk writers note
theirs with ``note_changes``. Who acts is said by Wagtail's log context: the admin sets it, and
``writing`` sets it for services and commands.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypedDict

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import LogContext, get_active_log_context

from accounts.models import User
from core.visibility import PRIVATE, TECHNICAL, visibility_of

from .models import ChangeSet, RecordChange, Verb

#: ``{field: value}`` as JSON; rows that hang on the record are lists of such, with their ``pk``
Snapshot = dict[str, Any]

#: stands for a value that only named staff may read
HIDDEN = "（不记录）"

_current: ContextVar[ChangeSet | None] = ContextVar("change_set", default=None)
_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)


class Difference(TypedDict):
    """What a change changed."""

    before: Snapshot
    after: Snapshot


@contextmanager
def writing(*, kind: str, by: User | None, source: str = "") -> Iterator[ChangeSet]:
    """Let all changes inside belong to one new set, made by ``by``."""
    change_set = ChangeSet.objects.create(kind=kind, made_by=by, source=source)
    with continuing(change_set, by=by):
        yield change_set
    change_set.finished_at = timezone.now()
    change_set.save(update_fields=["finished_at"])


@contextmanager
def continuing(change_set: ChangeSet, *, by: User | None) -> Iterator[None]:
    """Let all changes inside belong to a set that has been begun before."""
    token = _current.set(change_set)
    try:
        with LogContext(user=by):
            yield
    finally:
        _current.reset(token)


@contextmanager
def silence() -> Iterator[None]:
    """Write down nothing of what happens inside: the caller does, for many records at once."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def noted_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the columns whose changes are written down: all but keys and bookkeeping."""
    seen_by = visibility_of(model)
    return [f for f in model._meta.concrete_fields if seen_by.get(f.name, TECHNICAL) != TECHNICAL]


def referring_relations(model: type[models.Model]) -> list[models.ManyToOneRel]:
    """Return the relations of all that refers to records of ``model``, unnamed ones too."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, models.ManyToOneRel)]


def child_relations(model: type[models.Model]) -> list[models.ManyToOneRel]:
    """Return the relations of the rows that hang on a record; tags are such rows too."""
    return list(get_all_child_relations(model))


def snapshot(record: models.Model) -> Snapshot:
    """Return the record as it is stored, with the rows that hang on it; {} where it is not."""
    model = type(record)
    names = [field.attname for field in noted_fields(model)]
    row = model._base_manager.filter(pk=record.pk).values(*names).first()
    if row is None:
        return {}
    taken = {field.name: _value(field, row[field.attname]) for field in noted_fields(model)}
    for relation in child_relations(model):
        taken[relation.get_accessor_name()] = _rows(relation, record.pk)
    return taken


def plain_values(record: models.Model, names: Iterable[str]) -> Snapshot | None:
    """Return fields of a record as ``snapshot`` does, from memory; None where one is no column."""
    fields = {field.name: field for field in noted_fields(type(record))}
    wanted = list(names)
    if not fields.keys() >= set(wanted):
        return None
    return {name: _value(fields[name], getattr(record, fields[name].attname)) for name in wanted}


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """Return what differs between two snapshots of a record."""
    names = [name for name in after | before if before.get(name) != after.get(name)]
    return {
        "before": {name: before[name] for name in names if name in before},
        "after": {name: after[name] for name in names if name in after},
    }


def note(record: models.Model, verb: Verb, changed: Difference | None = None) -> None:
    """Write down that something happened to ``record``; an update that changed nothing is none."""
    changed = changed or {"before": {}, "after": {}}
    if verb == Verb.UPDATED and not (changed["before"] or changed["after"]):
        return
    change = prepare(type(record), record.pk, verb, changed)
    change.save(force_insert=True)


def prepare(
    model: type[models.Model], pk: int, verb: Verb, changed: Difference | None = None
) -> RecordChange:
    """Return a change that is not saved yet, in the current set and by who acts now."""
    change_set, context = _current.get(), get_active_log_context()
    return RecordChange(
        change_set=change_set,
        content_type=ContentType.objects.get_for_model(model),
        object_id=pk,
        verb=verb,
        by=context.user if context.user and context.user.pk else None,
        source=change_set.source if change_set else "",
        **(changed or {}),
    )


def note_changes(changes: Iterable[RecordChange]) -> None:
    """Write down many changes at once, made with ``prepare``."""
    RecordChange.objects.bulk_create(changes, batch_size=1_000)


@contextmanager
def noting(record: models.Model, update_fields: Iterable[str] | None = None) -> Iterator[None]:
    """Write down what saving ``record`` inside changes, rows that hang on it included.

    Nothing is asked of a save that writes bookkeeping alone (``update_fields``).
    """
    names = {field.name for field in noted_fields(type(record))}
    if update_fields is not None and not names & set(update_fields):
        yield
        return
    with transaction.atomic():
        before = {} if record._state.adding else snapshot(record)
        yield
        if before:
            note(record, Verb.UPDATED, difference(before, snapshot(record)))
        else:
            note(record, Verb.CREATED)


def note_deletion(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Write down that a record is about to be deleted (``pre_delete``)."""
    if not _is_silent.get():
        note(instance, Verb.DELETED, {"before": snapshot(instance), "after": {}})


def changes_of(record: models.Model) -> models.QuerySet[RecordChange]:
    """Return what was written down of ``record``, the latest first."""
    kind = ContentType.objects.get_for_model(type(record))
    found = RecordChange.objects.filter(content_type=kind, object_id=record.pk)
    return found.select_related("by", "change_set").order_by("-pk")


def _rows(relation: models.ManyToOneRel, pk: int) -> list[Snapshot]:
    """Return the stored rows of one relation, in the order of their keys."""
    model = relation.related_model
    fields = [
        field
        for field in model._meta.concrete_fields
        if field is not relation.field and not field.primary_key
    ]
    rows = model._base_manager.filter(**{relation.field.attname: pk}).order_by("pk")
    return [
        {"pk": row["pk"], **{field.name: _value(field, row[field.attname]) for field in fields}}
        for row in rows.values("pk", *(field.attname for field in fields))
    ]


def _value(field: models.Field, value: Any) -> Any:
    """Return a stored value as JSON holds it; what nobody may read in a history is left out."""
    if visibility_of(field.model).get(field.name) == PRIVATE:
        return HIDDEN if value else ""
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return field.get_prep_value(value) if isinstance(value, float) else str(value)
