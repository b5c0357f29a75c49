"""Takes a set of changes back (撤销), as long as nothing else has touched its records."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from wagtail.models import Revision, RevisionMixin

from accounts.models import User

from .changes import (
    STANDING,
    Snapshot,
    child_relations,
    difference,
    note_changes,
    noted_fields,
    prepare,
    referring_relations,
    silence,
    snapshots,
    writing,
)
from .exceptions import ChangedSinceError
from .models import ChangeSet, RecordChange, Verb
from .scoped import DivisionScopedModel, followers

#: records asked for at once
_AT_ONCE = 500
#: what the kind of a set begins with that takes another one back
_UNDO = "undo_"
#: conflicts named to the user
_NAMED = 20


@dataclass
class _Touched:
    """What a set did to one record: as it was before the first change and after the last."""

    model: type[models.Model]
    pk: int
    before: Snapshot
    after: Snapshot
    is_new: bool = False
    is_gone: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether columns of a record of a division changed, and nothing else.

        Revisions that the set saved, and what follows a record that moved, are something else.
        """
        if self.is_new or self.is_gone or not issubclass(self.model, DivisionScopedModel):
            return False
        if self.after.get("latest_revision") or (
            "division" in self.before and followers(self.model)
        ):
            return False
        names = {relation.get_accessor_name() for relation in child_relations(self.model)}
        return not names & self.before.keys()


@transaction.atomic
def undo(*, change_set: ChangeSet, by: User | None) -> ChangeSet:
    """Put every record of ``change_set`` back as it was before.

    Raises:
        ChangedSinceError: it was taken back already, or something else has touched its records;
            the error names what. Nothing is written.
    """
    change_set = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if change_set.undone_at is not None:
        raise ChangedSinceError(["这一批已经撤销。"])
    touched = _touched(change_set)
    if conflicts := list(_conflicts(change_set, touched)):
        raise ChangedSinceError(conflicts[:_NAMED], len(conflicts))
    with writing(kind=f"{_UNDO}{change_set.kind}"[:20], by=by, source=f"撤销：{change_set}"[:200]):
        for (model, is_new, is_plain), group in groupby(
            reversed(touched), key=lambda each: (each.model, each.is_new, each.is_plain)
        ):
            if is_new:
                _delete(model, [each.pk for each in group])
            elif is_plain:
                for chunk in _chunks(list(group)):
                    _put_back_columns(model, chunk)
            else:
                for each in group:
                    _put_back(each)
    change_set.undone_at, change_set.undone_by = timezone.now(), by
    change_set.save(update_fields=["undone_at", "undone_by"])
    return change_set


def _touched(change_set: ChangeSet) -> list[_Touched]:
    """Return what the set did to each record, in the order of the first change of each."""
    found: dict[tuple[int, int], _Touched] = {}
    for change in change_set.changes.order_by("pk").iterator():
        key = change.content_type_id, change.object_id
        model = ContentType.objects.get_for_id(change.content_type_id).model_class()
        if key not in found:
            found[key] = _Touched(
                model, change.object_id, {}, {}, is_new=change.verb == Verb.CREATED
            )
        each = found[key]
        each.before = change.before | each.before
        each.after |= change.after
        each.is_gone = change.verb == Verb.DELETED
    return [each for each in found.values() if not (each.is_new and each.is_gone)]


def _conflicts(change_set: ChangeSet, touched: list[_Touched]) -> Iterator[str]:
    """Yield what has happened to the records since, a line each, naming the record."""
    last = change_set.changes.order_by("-pk").values_list("pk", flat=True).first() or 0
    for model, records in _by_model(touched):
        kind = ContentType.objects.get_for_model(model)
        for chunk in _chunks(records):
            keys = [each.pk for each in chunk]
            stored = model._base_manager.in_bulk(keys)
            now = snapshots(model, [each.pk for each in chunk if each.after])
            later = RecordChange.objects.filter(
                content_type=kind, object_id__in=keys, pk__gt=last
            ).exclude(change_set=change_set)
            later = later.exclude(change_set__in=_cancelled())
            changed = set(later.values_list("object_id", flat=True))
            for each in chunk:
                if reason := _reason(each, stored.get(each.pk), changed, change_set, now):
                    name = stored.get(each.pk) or f"编号 {each.pk}"
                    yield f"{model._meta.verbose_name}“{name}”{reason}"
        made = [each.pk for each in records if each.is_new]
        yield from _hanging(model, made, touched)


def _cancelled() -> models.QuerySet[ChangeSet]:
    """Return the sets that were taken back and those that took them back: together, nothing."""
    undoing = models.Q(kind__startswith=_UNDO) & ~models.Q(kind__startswith=_UNDO * 2)
    return ChangeSet.objects.filter(undoing | models.Q(undone_at__isnull=False))


def _reason(
    each: _Touched,
    record: models.Model | None,
    changed: set[int],
    change_set: ChangeSet,
    now: dict[int, Snapshot],
) -> str:
    """Return what speaks against putting the record back; empty: nothing."""
    if each.pk in changed:
        return "后来又改过。"
    if record is None:
        is_row = not issubclass(each.model, DivisionScopedModel)
        return "" if each.is_gone or (each.is_new and is_row) else "已经删除。"
    if each.is_gone:
        return "又有了。"
    if _has_later_draft(each, record, change_set):
        return "有后来保存的草稿。"
    after = {name: value for name, value in each.after.items() if name not in STANDING}
    if after and difference(now.get(each.pk, {}), after)["after"]:
        return "后来又改过。"
    return ""


def _has_later_draft(each: _Touched, record: models.Model, change_set: ChangeSet) -> bool:
    """Whether somebody has saved a draft since; the set may say which revision it left."""
    if not isinstance(record, RevisionMixin):
        return False
    if "latest_revision" in each.after:
        return record.latest_revision_id != each.after["latest_revision"]
    revision, finished_at = record.latest_revision, change_set.finished_at
    return revision is not None and finished_at is not None and revision.created_at > finished_at


def _hanging(model: type[models.Model], made: list[int], touched: list[_Touched]) -> Iterator[str]:
    """Yield what else refers to the records that the set made, a line for each record.

    What the set made goes too, and a field that it filled is put back.
    """
    own: dict[type[models.Model], dict[int, _Touched]] = defaultdict(dict)
    for each in touched:
        own[each.model][each.pk] = each
    children = {relation.related_model for relation in child_relations(model)}
    for relation in referring_relations(model):
        other = relation.related_model
        goes_along = relation.on_delete is models.CASCADE
        if other in children or (goes_along and not issubclass(other, DivisionScopedModel)):
            continue
        for keys in _chunks(made):
            found = other._base_manager.filter(**{f"{relation.field.name}__in": keys})
            for record in found:
                known = own[other].get(record.pk)
                if known is None or not (known.is_new or relation.field.name in known.before):
                    target = getattr(record, relation.field.name)
                    yield (
                        f"{model._meta.verbose_name}“{target}”已用在"
                        f"{other._meta.verbose_name}“{record}”。"
                    )


def _delete(model: type[models.Model], keys: list[int]) -> None:
    """Delete records that the set made; nothing else hangs on them."""
    inward = [f.name for f in model._meta.concrete_fields if f.related_model is model and f.null]
    for chunk in _chunks(keys) if inward else ():
        # All of them go: none shall keep another one (a parent is protected by its children).
        model._base_manager.filter(pk__in=chunk).update(**dict.fromkeys(inward))
    for chunk in _chunks(keys):
        with silence():
            model._base_manager.filter(pk__in=chunk).delete()
        note_changes(prepare(model, pk, Verb.DELETED) for pk in chunk)


def _put_back_columns(model: type[DivisionScopedModel], chunk: list[_Touched]) -> None:
    """Put stored records back of which only columns changed, and note it; a few queries in all."""
    keys = [each.pk for each in chunk]
    before = snapshots(model, keys)
    stored = model._base_manager.in_bulk(keys)
    records = [stored[pk] for pk in keys]
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    old = {record.pk: [getattr(record, f.attname) for f in columns] for record in records}
    for each in chunk:
        _set_columns(stored[each.pk], each.before)
    # What they derive from is loaded once for all who share it.
    prefetch_related_objects(records, *model.home_fields)
    for record in records:
        record.derive()
    changed = [
        field for place, field in enumerate(columns)
        if any(getattr(record, field.attname) != old[record.pk][place] for record in records)
    ]  # fmt: skip
    if changed:
        model._base_manager.bulk_update(records, [f.name for f in changed], batch_size=_AT_ONCE)
    after = snapshots(model, keys)
    changes = ((pk, difference(before[pk], after[pk])) for pk in keys)
    note_changes(
        prepare(model, pk, Verb.UPDATED, changed)
        for pk, changed in changes if changed["before"] or changed["after"]
    )  # fmt: skip


def _put_back(each: _Touched) -> None:
    """Put a record back as it was, there again where it was deleted."""
    record = each.model(pk=each.pk) if each.is_gone else each.model._base_manager.get(pk=each.pk)
    children = {relation.get_accessor_name(): relation for relation in child_relations(each.model)}
    _set_columns(record, each.before)
    for name, relation in children.items():
        if name in each.before:
            rows = [_child(relation, row) for row in each.before[name]]
            getattr(record, name).set(rows)
    record.save(force_insert=each.is_gone)
    _delete_revisions(each, record)


def _set_columns(record: models.Model, before: Snapshot) -> None:
    for field in noted_fields(type(record)):
        if field.name in before:
            setattr(record, field.attname, _to_python(field, before[field.name]))
    if isinstance(record, RevisionMixin):
        # The form opens with the latest revision: that would be what was taken back.
        record.latest_revision = None
        for name in STANDING:
            if name in before:
                field = record._meta.get_field(name)
                setattr(record, field.attname, _to_python(field, before[name]))


def _delete_revisions(each: _Touched, record: models.Model) -> None:
    """Delete the revisions that the set saved, as far as it says so; none has come since."""
    last, first = each.after.get("latest_revision"), each.before.get("latest_revision")
    if last and last != first:
        made = Revision.objects.for_instance(record).filter(pk__gt=first or 0, pk__lte=last)
        made.delete()


def _to_python(field: models.Field, value: object) -> object:
    if value is None or isinstance(field, models.ForeignKey):
        return value
    return field.to_python(value)


def _child(relation: models.ManyToOneRel, row: Snapshot) -> models.Model:
    """Return a row that hangs on a record, as it was."""
    model = relation.related_model
    child = model(pk=row["pk"])
    for field in model._meta.concrete_fields:
        if field.name in row:
            setattr(child, field.attname, _to_python(field, row[field.name]))
    return child


def _by_model(touched: list[_Touched]) -> Iterator[tuple[type[models.Model], list[_Touched]]]:
    groups: dict[type[models.Model], list[_Touched]] = defaultdict(list)
    for each in touched:
        groups[each.model].append(each)
    yield from groups.items()


def _chunks(items: list) -> Iterable[list]:
    return (items[i : i + _AT_ONCE] for i in range(0, len(items), _AT_ONCE))
