"""What becomes of an import as a whole (导入批次): it is published, or taken back."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.permissions import policy_registry

from accounts.models import User
from editing.changes import continuing, note_changes, prepare, silence
from editing.models import ChangeSet, RecordChange, Verb
from editing.scoped import DivisionScopedModel
from editing.territory import unstaffed_above
from editing.undo import undo

from .enums import BatchState
from .exceptions import BatchRefusedError
from .models import ImportBatch, Proposal
from .models.proposal import ProposalState

#: of the set in which all proposals of an import were taken over
ACCEPTED_KIND = "proposals"
#: records asked for at once
_AT_ONCE = 500


def counts_of(change_set: ChangeSet) -> list[tuple[str, str, int]]:
    """Return how many records of which kind a set made, changed or deleted, in their order."""
    rows = (
        change_set.changes.values("content_type", "verb")
        .annotate(count=models.Count("object_id", distinct=True), first=models.Min("pk"))
        .order_by("first")
    )
    return [
        (_model(row["content_type"])._meta.verbose_name, Verb(row["verb"]).label, row["count"])
        for row in rows
    ]


def undo_hint(change_set: ChangeSet | None) -> str:
    """Return how an import is taken back on the command line, "" where it wrote nothing."""
    batch = ImportBatch.objects.filter(change_set=change_set).first() if change_set else None
    return f"撤销这次导入：manage.py undo_import {batch.pk}" if batch else ""


def sets_of(batch: ImportBatch) -> list[ChangeSet]:
    """Return what an import has written: its own set, then what was taken over as a whole."""
    accepted = ChangeSet.objects.filter(
        pk__in=batch.proposals.exclude(accepted_in=None).values("accepted_in"),
        kind=ACCEPTED_KIND, undone_at=None,
    ).order_by("pk")  # fmt: skip
    own = [batch.change_set] if batch.change_set else []
    return [*own, *accepted]


def may_be_undone(batch: ImportBatch) -> bool:
    """Whether the import has written or proposed something and may still be taken back."""
    in_time = batch.undo_until is None or batch.undo_until >= timezone.now()
    is_over = batch.state in {BatchState.UNDONE, BatchState.WRITING}
    has_something = batch.change_set_id is not None or batch.proposals.exists()
    return has_something and in_time and not is_over


def has_drafts(change_set: ChangeSet | None) -> bool:
    """Whether something that a set made is still a draft, or a draft that it saved still waits."""
    if change_set is None:
        return False
    saved = change_set.changes.filter(verb=Verb.UPDATED, after__has_unpublished_changes=True)
    return any(
        _has_drafts(model) and model._base_manager.filter(pk__in=keys, live=False).exists()
        for model, keys in _records(change_set, Verb.CREATED)
    ) or any(
        model._base_manager.filter(pk__in=keys, has_unpublished_changes=True).exists()
        for model, keys in _grouped(saved)
    )


@transaction.atomic
def publish_batch(*, batch: ImportBatch, by: User) -> int:
    """Publish what an import made as drafts and return how many records.

    What somebody has locked stays a draft. The import is done then, unless something of it is
    still a draft or a proposal that is open.

    Raises:
        BatchRefusedError: ``by`` may not publish all of it; nothing is published.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state != BatchState.DRAFT or batch.change_set is None:
        raise BatchRefusedError("这一批没有待审核的内容。")
    now, count = timezone.now(), 0
    for model, keys in _records(batch.change_set, Verb.CREATED):
        if not _has_drafts(model):
            continue
        drafts = model._base_manager.filter(pk__in=keys, live=False, locked=False)
        _require(by, "publish", model, keys, drafts)
        count += drafts.update(
            live=True, has_unpublished_changes=False, first_published_at=now,
            last_published_at=now,
        )  # fmt: skip
    count += _publish_revisions(batch.change_set, by)
    is_open = batch.proposals.filter(state=ProposalState.OPEN).exists()
    if not (is_open or has_drafts(batch.change_set)):
        batch.state = BatchState.DONE
        batch.save(update_fields=["state"])
    return count


def _publish_revisions(change_set: ChangeSet, by: User) -> int:
    """Publish the drafts that an import saved of published records, as part of its set."""
    drafts = change_set.changes.filter(verb=Verb.UPDATED, after__has_unpublished_changes=True)
    count = 0
    with continuing(change_set, by=by):
        for change in drafts.order_by("pk"):
            model = _model(change.content_type_id)
            waiting = model._base_manager.filter(pk=change.object_id, has_unpublished_changes=True)
            _require(by, "publish", model, [change.object_id], waiting)
            record = waiting.filter(latest_revision=change.after["latest_revision"]).first()
            if record is not None:
                record.latest_revision.publish(user=by)
                count += 1
    return count


@transaction.atomic
def undo_batch(*, batch: ImportBatch, by: User | None) -> None:
    """Take an import back: records, and what it proposed to others.

    What of that somebody has decided one by one stays. Answers to doubtful rows stay: they say
    who is who, whatever was imported. Without ``by`` the system takes it back, to which no
    territory is closed.

    Raises:
        ChangedSinceError: something else has touched its records; nothing is written.
        BatchRefusedError: ``by`` may not change all of it, or it cannot be taken back any more.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not may_be_undone(batch):
        raise BatchRefusedError(_why_not(batch))
    sets = sets_of(batch)
    if by is not None:
        for change_set in sets:
            require_rights(
                by, change_set, is_draft=batch.state == BatchState.DRAFT,
                stands_in=unstaffed_above(batch.division),
            )  # fmt: skip
    for change_set in reversed(sets):
        undo(change_set=change_set, by=by)
    _withdraw_proposals(batch, sets)
    batch.state = BatchState.UNDONE
    batch.save(update_fields=["state"])


def _withdraw_proposals(batch: ImportBatch, sets: list[ChangeSet]) -> None:
    """Delete what an import proposed, unless somebody has decided on it by itself."""
    is_pending = models.Q(state=ProposalState.OPEN)
    _delete(batch.proposals.filter(is_pending | models.Q(accepted_in__in=sets)))
    if change_set := batch.change_set:
        # An import from the command line names no batch.
        _delete(Proposal.objects.filter(
            is_pending, batch=None, source=change_set.source, proposed_by=change_set.made_by,
            proposed_at__gte=change_set.made_at,
        ))  # fmt: skip


def _delete(proposals: models.QuerySet) -> None:
    """Delete proposals and note it, in a fixed number of queries for some hundred."""
    keys = list(proposals.values_list("pk", flat=True))
    with silence():
        proposals.delete()
    note_changes([prepare(Proposal, pk, Verb.DELETED) for pk in keys])


def require_rights(
    by: User,
    change_set: ChangeSet,
    *,
    is_draft: bool = False,
    stands_in: Collection[str] = (),
) -> None:
    """Ask whether ``by`` may take back all of a set.

    What is published takes the right to publish, unless the set, which waits for an approver
    (``is_draft``), has only saved a draft of it. What the set made in the divisions of these paths
    (``stands_in``), which nobody works for, goes with the rest.

    Raises:
        BatchRefusedError: something of it is not the user's to change.
    """
    saved = change_set.changes.filter(after__has_unpublished_changes=True)
    drafts = set(saved.values_list("content_type", "object_id")) if is_draft else set()
    for model, keys in _records(change_set):
        stored = model._base_manager.filter(pk__in=keys)
        if stands_in and issubclass(model, DivisionScopedModel):
            made = change_set.changes.filter(
                verb=Verb.CREATED, content_type=ContentType.objects.get_for_model(model)
            )
            stored = stored.exclude(division_path__in=stands_in, pk__in=made.values("object_id"))
        if _has_drafts(model):
            kind = ContentType.objects.get_for_model(model).pk
            shown = [key for key in keys if (kind, key) not in drafts]
            _require(by, "publish", model, keys, stored.filter(live=True, pk__in=shown))
            stored = stored.exclude(live=True, pk__in=shown)
        _require(by, "change", model, keys, stored)


def _why_not(batch: ImportBatch) -> str:
    if batch.change_set is None and not batch.proposals.exists():
        return "这一批没有写入任何内容。"
    if batch.state == BatchState.UNDONE:
        return "这一批已经撤销。"
    if batch.state == BatchState.WRITING:
        return "这一批正在写入，写完才能撤销。"
    return f"这一批只能在 {timezone.localtime(batch.undo_until):%Y-%m-%d %H:%M} 以前撤销。"


def _require(
    by: User, action: str, model: type[models.Model], keys: list[int], records: models.QuerySet
) -> None:
    """Refuse unless ``by`` may take ``action`` on all of ``records``."""
    policy = policy_registry.get_by_type(model, fallback=False)
    if policy is None:
        return
    allowed = policy.instances_user_has_permission_for(by, action).filter(pk__in=keys)
    if records.exclude(pk__in=allowed.values("pk")).exists():
        raise BatchRefusedError(f"其中有您无权处理的{model._meta.verbose_name}。")


def _records(change_set: ChangeSet, *verbs: Verb) -> Iterator[tuple[type[models.Model], list[int]]]:
    """Yield the records of a set (those that were made, changed …), some of one model at once."""
    changes = change_set.changes.all()
    yield from _grouped(changes.filter(verb__in=verbs) if verbs else changes)


def _grouped(
    changes: models.QuerySet[RecordChange],
) -> Iterator[tuple[type[models.Model], list[int]]]:
    """Yield the records of changes in the order of the first of each, some of one model at once."""
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for kind, key in changes.order_by("pk").values_list("content_type", "object_id").iterator():
        found[kind][key] = None
    for kind, each in found.items():
        keys = list(each)
        for start in range(0, len(keys), _AT_ONCE):
            yield _model(kind), keys[start : start + _AT_ONCE]


def _has_drafts(model: type[models.Model]) -> bool:
    return any(field.name == "live" for field in model._meta.concrete_fields)


def _model(content_type: int) -> type[models.Model]:
    return ContentType.objects.get_for_id(content_type).model_class()
