"""Makes one record of two that are the same person (合并), and says before what will happen."""

import datetime
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from django.db import models, transaction
from modelcluster.fields import ParentalKey
from wagtail.models import RevisionMixin
from wagtail.permissions import policy_registry

from accounts.models import User
from core.names import fold_name
from editing.changes import child_relations, noting, referring_relations, writing
from editing.models import ChangeSet
from editing.scoped import DivisionScopedModel

from .enums import MandateStatus
from .exceptions import MergeRefusedError
from .models import (
    Consent,
    Deputy,
    DutyShift,
    FormerCode,
    GroupMembership,
    Mandate,
    OtherName,
    Posting,
    Proposal,
)
from .unrelated_seats import are_unrelated

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
        questions: what somebody has to say yes to, in Chinese.
        refusals: why it cannot be done, in Chinese; empty where it can.
    """

    filled: list[tuple[str, object]] = field(default_factory=list)
    lost: list[tuple[str, object, object]] = field(default_factory=list)
    moved: dict[str, int] = field(default_factory=dict)
    doubled: list[models.Model] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def preview_merge(kept: Deputy, other: Deputy, by: User | None = None) -> MergePreview:
    """Return what merging ``other`` into ``kept`` would do; nothing is written.

    Without ``by`` the system merges, to which no territory is closed.
    """
    preview = MergePreview()
    if kept.pk == other.pk:
        preview.refusals.append("这是同一条记录。")
        return preview
    if fold_name(kept.name) != fold_name(other.name):
        preview.lost.append(("姓名", kept.name, other.name))
        preview.questions.append(
            f"两条记录的姓名不同：保留“{kept}”，“{other}”记作其他姓名，会在公开页面上显示。"
        )
    for name in _FILLED:
        theirs, ours = getattr(other, name), getattr(kept, name)
        if theirs in (None, "") or theirs == ours:
            continue
        label = str(Deputy._meta.get_field(name.removesuffix("_id")).verbose_name)
        if ours in (None, ""):
            preview.filled.append((label, _shown(other, name)))
        else:
            preview.lost.append((label, _shown(kept, name), _shown(other, name)))
    for record in (kept, other):
        if record.has_unpublished_changes and record.live:
            preview.refusals.append(f"“{record}”有没有发布的修改，请先发布或放弃。")
    _look_at_references(kept, other, preview, by)
    preview.refusals += _unrelated(kept, other)
    return preview


def _shown(deputy: Deputy, name: str) -> object:
    """Return a value as people read it."""
    plain = name.removesuffix("_id")
    display = getattr(deputy, f"get_{plain}_display", None)
    return display() if display else getattr(deputy, plain)


def _unrelated(kept: Deputy, other: Deputy) -> Iterator[str]:
    """Yield which open seats one person cannot hold together."""
    found = Mandate.objects.filter(ends_on=None).exclude(status=MandateStatus.ENDED)
    found = found.select_related("term__congress__division", "deputy")
    seats = [seat for seat in found.filter(deputy__in=(kept, other)) if not seat.term.is_over]
    theirs = [seat for seat in seats if seat.deputy_id == other.pk]
    for ours in (seat for seat in seats if seat.deputy_id == kept.pk):
        for seat in theirs:
            one, two = ours.term.congress, seat.term.congress
            are_open = ours.live or seat.live
            if are_open and are_unrelated(one.division.path or "", two.division.path or ""):
                yield (
                    f"两条记录各是{one.deputy_label}、{two.deputy_label}，两地没有隶属关系，"
                    "不得同时担任（选举法第四十八条）。是同一人的，请先终止其中一项。"
                )


def _obstacle(record: models.Model, by: User | None) -> str:
    """Return why ``by`` may not let a record change hands; "" where nothing does."""
    owner = _owner(record)
    if by is None or owner is None or isinstance(record, Proposal):
        return ""
    policy = policy_registry.get(owner)
    needed = ["change", *(["publish"] if getattr(owner, "live", False) else [])]
    if all(policy.user_has_permission_for_instance(by, action, owner) for action in needed):
        return ""
    return (
        f"{record._meta.verbose_name}“{record}”由{owner.division}管理，不在您的权限范围内，"
        "请由两边的上级合并。"
    )


def _owner(record: models.Model) -> DivisionScopedModel | None:
    """Return the record of a division that ``record`` is or hangs on."""
    if isinstance(record, DivisionScopedModel):
        return record
    keys = (f for f in record._meta.concrete_fields if isinstance(f, ParentalKey))
    return next((getattr(record, key.name) for key in keys), None)


def _look_at_references(
    kept: Deputy, other: Deputy, preview: MergePreview, by: User | None
) -> None:
    """Note what refers to ``other``: it changes hands, is doubled, or speaks against the merge."""
    for record, _ in _references(other):
        kind = str(record._meta.verbose_name)
        if obstacle := _obstacle(record, by):
            preview.refusals.append(obstacle)
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
def merge_deputies(
    *, kept: Deputy, other: Deputy, by: User | None, is_confirmed: bool = False
) -> ChangeSet:
    """Merge ``other`` into ``kept``; the address of ``other`` leads to ``kept`` from then on.

    ``editing.undo.undo`` takes it back. The caller has asked whether ``by`` may change both, and
    has the questions of the preview confirmed.

    Raises:
        MergeRefusedError: the two cannot be one person as they stand; nothing is written.
    """
    people = Deputy.objects.select_for_update(of=("self",)).in_bulk([kept.pk, other.pk])
    kept, other = people[kept.pk], people[other.pk]
    preview = preview_merge(kept, other, by)
    reasons = preview.refusals + ([] if is_confirmed else preview.questions)
    if reasons:
        raise MergeRefusedError(reasons)
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
    if fold_name(kept.name) != fold_name(other.name):
        rows["other_names"].append(OtherName(name=other.name, note="合并前的姓名"))
    rows["consents"] = list(_consents(kept, rows["consents"]))
    for name, key in _CHILDREN.items():
        own = {tuple(getattr(row, each) for each in key) for row in getattr(kept, name).all()}
        for row in rows[name]:
            if tuple(getattr(row, each) for each in key) not in own:
                row.pk = row.id = None
                getattr(kept, name).add(row)
    kept.latest_revision = None
    kept.save()


def _consents(kept: Deputy, others: list[Consent]) -> Iterator[Consent]:
    """Yield the consents to be added; a withdrawal noted on either record holds for both.

    Of two that stand for one field the kept record's is enough.
    """
    own = list(kept.consents.all())
    last = {
        each.field: each.withdrawn_on
        for each in sorted(own + others, key=lambda each: each.withdrawn_on or datetime.date.min)
        if each.withdrawn_on
    }
    for each in own + others:
        ended = last.get(each.field)
        if each.withdrawn_on is None and ended and each.given_on < ended:
            each.withdrawn_on = ended
    kept.consents.add(*own)
    standing = {each.field for each in own if each.withdrawn_on is None}
    yield from (e for e in others if e.withdrawn_on or e.field not in standing)
