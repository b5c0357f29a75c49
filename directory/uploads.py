"""Rosters that an office uploads (上传花名册): read, decided upon, written, taken back.

The file lies outside public media under a name that says nothing, and goes when the import can no
longer be taken back. What the office decides on the way is kept with the batch; the work itself is
done in the background, so that a broken connection loses nothing.
"""

import datetime
import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from accounts.models import User
from core.identity_numbers import mask_identity_numbers
from core.levels import CongressLevel
from divisions.models import Division

from .enums import BatchKind, BatchState
from .exceptions import BatchRefusedError, RosterRefusedError
from .importers.roster_load import RosterOrder, RosterResult, import_roster
from .importers.roster_report import document
from .models import ColumnChoice, ImportBatch
from .retention import purge_uploads

logger = logging.getLogger(__name__)

#: what a roster may be called
EXTENSIONS = (".xlsx", ".csv", ".txt")
_UNEXPECTED = "读取时出了意外的错误，没有写入。请联系维护人员。"
#: an upload that nobody has confirmed is kept for a week
_UNCONFIRMED_DAYS = 7


def upload_roster(
    *, place: Division, level: CongressLevel, term: int, file: UploadedFile, by: User
) -> ImportBatch:
    """Keep an uploaded roster and have it read; the batch says how far it is.

    The caller has asked whether ``by`` may add people in ``place``.
    """
    purge_uploads(timezone.now())
    title = mask_identity_numbers(Path(file.name or "花名册").name)[:200]
    batch = ImportBatch(
        division=place, kind=BatchKind.ROSTER, title=title, made_by=by,
        options={
            "level": level.value, "term": term, "extension": Path(title).suffix.lower(),
            "columns": {},
        },
        undo_until=timezone.now() + datetime.timedelta(days=_UNCONFIRMED_DAYS),
    )  # fmt: skip
    path = path_of(batch)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as target:
        path.chmod(0o600)
        for chunk in file.chunks():
            target.write(chunk)
    batch.save()
    _enqueue(read_upload, batch)
    return batch


def path_of(batch: ImportBatch) -> Path:
    """Return where the uploaded file lies."""
    return Path(settings.IMPORT_ROOT) / f"{batch.uuid}{batch.options['extension']}"


@transaction.atomic
def decide(
    *,
    batch: ImportBatch,
    answers: Mapping[int, str],
    columns: Mapping[str, str],
) -> None:
    """Keep what the office says of doubtful rows and of columns, and have the file read again.

    Raises:
        BatchRefusedError: the batch no longer waits for decisions.
    """
    held = _waiting(batch)
    kept = held.options.get("answers", {}) | {str(row): word for row, word in answers.items()}
    held.options["answers"] = {row: word for row, word in kept.items() if word}
    held.options["columns"] = held.options.get("columns", {}) | dict(columns)
    held.state = BatchState.UPLOADED
    held.save(update_fields=["options", "state"])
    if columns:
        _remember(held)
    _enqueue(read_upload, held)


@transaction.atomic
def confirm(*, batch: ImportBatch, by: User) -> None:
    """Have the roster written as the preview says, with the rights of who confirms.

    Raises:
        BatchRefusedError: the batch no longer waits to be confirmed.
    """
    held = _waiting(batch)
    held.state, held.made_by = BatchState.WRITING, by
    held.save(update_fields=["state", "made_by"])
    _enqueue(write_upload, held)


def read(batch: ImportBatch) -> None:
    """Read the file and keep what would become of each row; nothing of it is written."""
    _set(batch, state=BatchState.READING, message="")
    result = _run(batch, is_trial=True)
    if result is None:
        return
    report = document(result)
    known = ColumnChoice.objects.filter(place=batch.division, headings=report["headings"]).first()
    if known and not batch.options["columns"] and known.columns:
        batch.options["columns"] = known.columns
        _set(batch, options=batch.options)
        read(batch)
        return
    _set(batch, state=BatchState.PREVIEW, report=report, message="")


def write(batch: ImportBatch) -> None:
    """Write what can be written, and keep what became of each row."""
    result = _run(batch, is_trial=False)
    if result is None:
        return
    batch.refresh_from_db(fields=["state", "change_set"])
    state = BatchState.DONE if batch.state == BatchState.WRITING else batch.state
    until = timezone.now() + datetime.timedelta(days=settings.IMPORT_UNDO_DAYS)
    _set(batch, state=state, report=document(result), undo_until=until, message="")


def order_of(batch: ImportBatch, *, is_trial: bool) -> RosterOrder:
    """Return what is to be imported, as the office has decided so far."""
    options = batch.options
    return RosterOrder(
        path=path_of(batch),
        place=batch.division,
        level=CongressLevel(options["level"]),
        term=options["term"],
        user=batch.made_by,
        answers={int(row): word for row, word in options.get("answers", {}).items()},
        chosen=options.get("columns", {}),
        is_trial=is_trial,
        batch=batch,
        title=batch.title,
    )


def _run(batch: ImportBatch, *, is_trial: bool) -> RosterResult | None:
    """Import, in earnest or not; a refusal becomes the batch's message."""
    try:
        result = import_roster(order_of(batch, is_trial=is_trial), _progress(batch))
    except RosterRefusedError as error:
        _set(batch, state=BatchState.FAILED, message=str(error))
        return None
    except Exception:
        logger.exception("upload failed", extra={"event": "upload_failed", "batch": batch.pk})
        _set(batch, state=BatchState.FAILED, message=_UNEXPECTED)
        return None
    if result.refusal and not is_trial:
        _set(batch, state=BatchState.PREVIEW, message=result.refusal, report=document(result))
        return None
    return result


def _progress(batch: ImportBatch) -> Callable[[str], None]:
    return lambda text: _set(batch, message=text)


def _set(batch: ImportBatch, **values: object) -> None:
    for name, value in values.items():
        setattr(batch, name, value)
    ImportBatch.objects.filter(pk=batch.pk).update(**values)


def _remember(batch: ImportBatch) -> None:
    """Keep what the office says of columns for its next file with the same headings."""
    headings = batch.report.get("headings", "")
    if headings:
        ColumnChoice.objects.update_or_create(
            place=batch.division, headings=headings,
            defaults={"columns": batch.options["columns"]},
        )  # fmt: skip


def _waiting(batch: ImportBatch) -> ImportBatch:
    """Return the batch, held, if it waits for the office."""
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.state not in {BatchState.PREVIEW, BatchState.FAILED}:
        raise BatchRefusedError("这次导入现在不能改：正在处理，或者已经完成。")
    return held


def _enqueue(work: Task, batch: ImportBatch) -> None:
    transaction.on_commit(lambda: work.enqueue(batch.pk))


@task()
def read_upload(pk: int) -> None:
    """Read an uploaded roster in the background."""
    read(ImportBatch.objects.select_related("division", "made_by").get(pk=pk))


@task()
def write_upload(pk: int) -> None:
    """Write an uploaded roster in the background."""
    write(ImportBatch.objects.select_related("division", "made_by").get(pk=pk))
