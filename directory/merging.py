"""Makes one record of two that are the same person (合并), and says before what will happen."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from django.db import models, transaction
from wagtail.models import RevisionMixin

from accounts.models import User
from editing.changes import child_relations, noting, referring_relations, writing
from editing.models import ChangeSet
from editing.scoped import DivisionScopedModel

from .enums import MandateStatus
from .exceptions import MergeRefusedError
from .models import Deputy, DutyShift, FormerCode, GroupMembership, Mandate, Posting

KIND = "merge"

#: what is taken over where the kept record says nothing
_FILLED = (
    "gender", "ethnicity", "birth", "birth_day", "party", "education", "native_place", "post",
    "biography", "photo_id", "public_channel", "phone", "email", "residence_id", "work_place_id",
    "user_id", "occupation", "occupation_code",
)  # fmt: skip
#: rows that hang on a person, and what tells two of them apart
_CHILDREN = {
    "other_names": ("name", "language"),
    "identifiers": ("scheme", "identifier"),
    "consents": ("field", "version", "given_on"),
    "extra_roles": ("title", "body"),
    "expertise_items": ("tag_id",),
}


@dataclass
class MergePreview:
    """What a merge would do.

    Attributes:
        filled: ``[(field, value)]`` that the kept record takes over.
        lost: ``[(field, kept value, other value)]``: both say something, the kept one stays.
        moved: what changes hands, ``{kind of record: number}``.
        doubled: seats, postings and the like that both have; the other's go.
        refusals: why it cannot be done, in Chinese; empty where it can.
    """

    filled: list[tuple[str, object]] = field(default_factory=list)
    lost: list[tuple[str, object, object]] = field(default_factory=list)
    moved: dict[str, int] = field(default_factory=dict)
    doubled: list[models.Model] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def preview_merge(kept: Deputy, other: Deputy) -> MergePreview:
    """Return what merging ``other`` into ``kept`` would do; nothing is written."""
    preview = MergePreview()
    if kept.pk == other.pk:
        preview.refusals.append("这是同一条记录。")
        return preview
    for name in _FILLED:
        theirs, ours = getattr(other, name), getattr(kept, name)
        if theirs in (None, "") or theirs == ours:
            continue
        label = str(Deputy._meta.get_field(name.removesuffix("_id")).verbose_name)
        if ours in (None, ""):
            preview.filled.append((label, theirs))
        else:
            preview.lost.append((label, ours, theirs))
    for record in (kept, other):
        if record.has_unpublished_changes and record.live:
            preview.refusals.append(f"“{record}”有没有发布的修改，请先发布或放弃。")
    _look_at_references(kept, other, preview)
    return preview


def _look_at_references(kept: Deputy, other: Deputy, preview: MergePreview) -> None:
    """Note what refers to ``other``: it changes hands, is doubled, or speaks against the merge."""
    for record, _ in _references(other):
        kind = str(record._meta.verbose_name)
        if twin := _twin(record, kept):
            if isinstance(record, Mandate) and record.unit_id != twin.unit_id:
                preview.refusals.append(
                    f"两条记录在{record.term}各有一项没有终止的代表资格（{twin.unit}、"
                    f"{record.unit}），请先核对。"
                )
            else:
                preview.doubled.append(record)
        else:
            preview.moved[kind] = preview.moved.get(kind, 0) + 1
        if getattr(record, "has_unpublished_changes", False) and getattr(record, "live", False):
            preview.refusals.append(f"{kind}“{record}”有没有发布的修改，请先发布或放弃。")


@transaction.atomic
def merge_deputies(*, kept: Deputy, other: Deputy, by: User | None) -> ChangeSet:
    """Merge ``other`` into ``kept``; the address of ``other`` leads to ``kept`` from then on.

    ``editing.undo.undo`` takes it back. The caller has asked whether ``by`` may change both.

    Raises:
        MergeRefusedError: the two cannot be one person as they stand; nothing is written.
    """
    people = Deputy.objects.select_for_update(of=("self",)).in_bulk([kept.pk, other.pk])
    kept, other = people[kept.pk], people[other.pk]
    preview = preview_merge(kept, other)
    if preview.refusals:
        raise MergeRefusedError(preview.refusals)
    source = f"合并：{other.code} 并入 {kept.code}"
    with writing(kind=KIND, by=by, source=source) as change_set:
        for record in preview.doubled:
            record.delete()
        for record, name in list(_references(other)):
            with _noting(record):
                setattr(record, name, kept)
                if isinstance(record, RevisionMixin):
                    # The form opens with the latest revision, which names the other record.
                    record.latest_revision = None
                record.save()
        rows = {name: list(getattr(other, name).all()) for name in _CHILDREN}
        former = list(other.former_codes.all())
        user = other.user_id
        other.delete()
        _take_over(kept, other, rows, user)
        for code in [other.code, *(each.code for each in former)]:
            address = FormerCode(deputy=kept, code=code, change_set=change_set)
            with noting(address):
                address.save()
    return change_set


def _noting(record: models.Model) -> AbstractContextManager[None]:
    """Note what saving ``record`` changes; a record of a division does so by itself."""
    return nullcontext() if isinstance(record, DivisionScopedModel) else noting(record)


def _references(deputy: Deputy) -> Iterator[tuple[models.Model, str]]:
    """Yield what refers to ``deputy`` and the name of the key; rows that hang on it do not count.

    Former addresses are left out too: they are made anew.
    """
    own = {relation.related_model for relation in child_relations(Deputy)} | {FormerCode}
    for relation in referring_relations(Deputy):
        if relation.related_model in own:
            continue
        name = relation.field.name
        for record in relation.related_model._base_manager.filter(**{name: deputy}).order_by("pk"):
            yield record, name


def _twin(record: models.Model, kept: Deputy) -> models.Model | None:
    """Return what the kept person has of the same kind and in the same place as ``record``."""
    match record:
        case Mandate():
            found = kept.mandates.filter(term=record.term)
            same = found.filter(unit=record.unit, starts_on=record.starts_on).first()
            clash = found.filter(ends_on=None).exclude(status=MandateStatus.ENDED).first()
            return same or (clash if record.is_open else None)
        case Posting(ends_on=None):
            return kept.postings.filter(station=record.station, ends_on=None).first()
        case GroupMembership(ends_on=None):
            return kept.group_memberships.filter(group=record.group, ends_on=None).first()
        case DutyShift():
            return kept.shifts.filter(day=record.day).first()
        case _:
            return None


def _take_over(
    kept: Deputy, other: Deputy, rows: dict[str, list[models.Model]], user: int | None
) -> None:
    """Fill what the kept record leaves open, and add the rows it lacks."""
    for name in _FILLED:
        if getattr(kept, name) in (None, ""):
            setattr(kept, name, user if name == "user_id" else getattr(other, name))
    for name, key in _CHILDREN.items():
        own = {tuple(getattr(row, each) for each in key) for row in getattr(kept, name).all()}
        for row in rows[name]:
            if tuple(getattr(row, each) for each in key) not in own:
                row.pk = row.id = None
                getattr(kept, name).add(row)
    kept.latest_revision = None
    kept.save()
