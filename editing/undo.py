"""Takes a set of changes back (撤销), as long as nothing else has touched its records."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import RevisionMixin

from accounts.models import User

from .changes import (
    Snapshot,
    child_relations,
    difference,
    note_changes,
    noted_fields,
    plain_values,
    prepare,
    referring_relations,
    silence,
    snapshot,
    writing,
)
from .exceptions import ChangedSinceError
from .models import ChangeSet, RecordChange, Verb
from .scoped import DivisionScopedModel

#: records asked for at once
_AT_ONCE = 500
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
    with writing(kind=f"undo_{change_set.kind}"[:20], by=by, source=f"撤销：{change_set}"[:200]):
        for (model, is_new), group in groupby(
            reversed(touched), key=lambda each: (each.model, each.is_new)
        ):
            if is_new:
                _delete(model, [each.pk for each in group])
            else:
                for each in _put_plain_ones_back(model, list(group)):
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
            later = RecordChange.objects.filter(
                content_type=kind, object_id__in=keys, pk__gt=last
            ).exclude(change_set=change_set)
            changed = set(later.values_list("object_id", flat=True))
            for each in chunk:
                if reason := _reason(each, stored.get(each.pk), changed, change_set):
                    name = stored.get(each.pk) or f"编号 {each.pk}"
                    yield f"{model._meta.verbose_name}“{name}”{reason}"
        made = [each.pk for each in records if each.is_new]
        yield from _hanging(model, made, touched)


def _reason(
    each: _Touched, record: models.Model | None, changed: set[int], change_set: ChangeSet
) -> str:
    """Return what speaks against putting the record back; empty: nothing."""
    if each.pk in changed:
        return "后来又改过。"
    if record is None:
        is_row = not issubclass(each.model, DivisionScopedModel)
        return "" if each.is_gone or (each.is_new and is_row) else "已经删除。"
    if each.is_gone:
        return "又有了。"
    revision, finished_at = getattr(record, "latest_revision", None), change_set.finished_at
    if revision is not None and finished_at and revision.created_at > finished_at:
        return "有后来保存的草稿。"
    current = plain_values(record, each.after) if each.after else {}
    if difference(snapshot(record) if current is None else current, each.after)["after"]:
        return "后来又改过。"
    return ""


def _hanging(model: type[models.Model], made: list[int], touched: list[_Touched]) -> Iterator[str]:
    """Yield what else refers to the records that the set made, a line for each record."""
    own: dict[type[models.Model], set[int]] = defaultdict(set)
    for each in touched:
        if each.is_new:
            own[each.model].add(each.pk)
    children = {relation.related_model for relation in child_relations(model)}
    for relation in referring_relations(model):
        other = relation.related_model
        goes_along = relation.on_delete is models.CASCADE
        if other in children or (goes_along and not issubclass(other, DivisionScopedModel)):
            continue
        for keys in _chunks(made):
            found = other._base_manager.filter(**{f"{relation.field.name}__in": keys})
            for record in found:
                if record.pk not in own[other]:
                    target = getattr(record, relation.field.name)
                    yield (
                        f"{model._meta.verbose_name}“{target}”已用在"
                        f"{other._meta.verbose_name}“{record}”。"
                    )


def _delete(model: type[models.Model], keys: list[int]) -> None:
    """Delete records that the set made; nothing else hangs on them."""
    for chunk in _chunks(keys):
        with silence():
            model._base_manager.filter(pk__in=chunk).delete()
        note_changes(prepare(model, pk, Verb.DELETED) for pk in chunk)


def _put_plain_ones_back(model: type[models.Model], group: list[_Touched]) -> list[_Touched]:
    """Put back, some hundred at once, what changed in nothing but columns; return the others.

    Columns from which others follow are left to ``_put_back``.
    """
    leading = {
        "division", "name", "pinyin",
        *getattr(model, "home_fields", ()), *getattr(model, "derived_fields", ()),
    }  # fmt: skip
    fields = {f.name: f for f in noted_fields(model) if f.name not in leading}
    plain = [each for each in group if not each.is_gone and each.before.keys() <= fields.keys()]
    for chunk in _chunks(plain):
        _put_columns_back(model, chunk, fields)
    done = {each.pk for each in plain}
    return [each for each in group if each.pk not in done]


def _put_columns_back(
    model: type[models.Model], chunk: list[_Touched], fields: dict[str, models.Field]
) -> None:
    stored = model._base_manager.in_bulk([each.pk for each in chunk])
    notes = []
    for each in chunk:
        record = stored[each.pk]
        before = plain_values(record, each.before) or {}
        for name, value in each.before.items():
            setattr(record, fields[name].attname, _to_python(fields[name], value))
        if isinstance(record, RevisionMixin):
            # As in ``_put_back``.
            record.latest_revision = None
        changed = difference(before, each.before)
        if changed["after"]:
            notes.append(prepare(model, each.pk, Verb.UPDATED, changed))
    columns = {name for each in chunk for name in each.before}
    if issubclass(model, RevisionMixin):
        columns.add("latest_revision")
    if columns:
        model._base_manager.bulk_update(stored.values(), sorted(columns))
    note_changes(notes)


def _put_back(each: _Touched) -> None:
    """Put a record back as it was, there again where it was deleted."""
    record = each.model(pk=each.pk) if each.is_gone else each.model._base_manager.get(pk=each.pk)
    children = {relation.get_accessor_name(): relation for relation in child_relations(each.model)}
    for field in noted_fields(each.model):
        if field.name in each.before:
            setattr(record, field.attname, _to_python(field, each.before[field.name]))
    for name, relation in children.items():
        if name in each.before:
            rows = [_child(relation, row) for row in each.before[name]]
            getattr(record, name).set(rows)
    if isinstance(record, RevisionMixin):
        # The form opens with the latest revision: that would be what was taken back.
        record.latest_revision = None
    record.save(force_insert=each.is_gone)


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
