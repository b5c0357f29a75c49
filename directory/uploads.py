"""Files that an office uploads (上传花名册、选区表、照片): read, decided upon, written, taken back.

The file lies outside public media under a name that says nothing, and goes when the import can no
longer be taken back. What the office decides on the way is kept with the batch; the work itself is
done in the background, so that a broken connection loses nothing.
"""

import datetime
import logging
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO

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
from .exceptions import BatchRefusedError, PhotosRefusedError, RosterRefusedError
from .models import ColumnChoice, ImportBatch
from .models.proposal import ProposalState
from .retention import purge_uploads
from .upload_kinds import RUNS, Reading, Run

logger = logging.getLogger(__name__)

_UNEXPECTED = "处理时出了意外的错误，没有写完。请联系维护人员。"
#: an upload that nobody has confirmed is kept for a week
_UNCONFIRMED_DAYS = 7
#: after that long without a sign, the work has stopped
_PATIENCE = datetime.timedelta(minutes=10)
_LONGEST_TITLE = 200


def upload_table(
    *, kind: BatchKind, place: Division, level: CongressLevel, term: int, file: UploadedFile,
    by: User,
) -> ImportBatch:  # fmt: skip
    """Keep an uploaded roster or table of units and have it read; the batch says how far it is.

    The caller has asked whether ``by`` may add people in ``place``.
    """
    batch = _new(kind, place, by, file.name or kind.label)
    batch.options |= {"level": level.value, "term": term, "columns": {}}
    with _opened(batch) as target:
        for chunk in file.chunks():
            target.write(chunk)
    return _kept(batch)


def upload_roster(
    *, place: Division, level: CongressLevel, term: int, file: UploadedFile, by: User
) -> ImportBatch:
    """Keep an uploaded roster, as ``upload_table`` does."""
    return upload_table(
        kind=BatchKind.ROSTER, place=place, level=level, term=term, file=file, by=by
    )


def upload_photos(*, place: Division, files: Sequence[UploadedFile], by: User) -> ImportBatch:
    """Keep photographs, one archive or several pictures, and have them matched.

    Pictures become an archive, so that both go the same way.
    """
    if is_archive(files):
        batch = _new(BatchKind.PHOTOS, place, by, files[0].name or "")
        with _opened(batch) as target:
            for chunk in files[0].chunks():
                target.write(chunk)
        return _kept(batch)
    batch = _new(BatchKind.PHOTOS, place, by, f"{len(files)} 张照片", suffix=".zip")
    with _opened(batch) as target, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, file in zip(_different([f.name or "" for f in files]), files, strict=True):
            with archive.open(name, "w") as member:
                for chunk in file.chunks():
                    member.write(chunk)
    return _kept(batch)


def is_archive(files: Sequence[UploadedFile]) -> bool:
    """Whether the upload is one archive, by its name."""
    return len(files) == 1 and Path(files[0].name or "").suffix.lower() == ".zip"


def _different(names: Iterable[str]) -> Iterator[str]:
    """Yield the names, a later one of the same name with its number: 李敏（2）.jpg."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        path = PurePath(name)
        yield f"{path.stem}（{seen[name]}）{path.suffix}" if seen[name] > 1 else name


def _new(kind: BatchKind, place: Division, by: User, name: str, *, suffix: str = "") -> ImportBatch:
    """Return a batch that is not stored yet; its file is kept with the suffix of its name."""
    purge_uploads(timezone.now())
    title = mask_identity_numbers(PurePath(name).name)
    suffix = suffix or PurePath(title).suffix.lower()
    until = timezone.now() + datetime.timedelta(days=_UNCONFIRMED_DAYS)
    return ImportBatch(
        division=place, kind=kind, title=title[:_LONGEST_TITLE], made_by=by,
        options={"extension": suffix}, undo_until=until,
    )  # fmt: skip


@contextmanager
def _opened(batch: ImportBatch) -> Iterator[BinaryIO]:
    """Open the private file of a new batch; it goes again where it cannot be filled."""
    path = path_of(batch)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("xb") as target:
            path.chmod(0o600)
            yield target
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _kept(batch: ImportBatch) -> ImportBatch:
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
    held.state, held.moved_at = BatchState.UPLOADED, timezone.now()
    held.save(update_fields=["options", "state", "moved_at"])
    if columns:
        _remember(held)
    _enqueue(read_upload, held)


@transaction.atomic
def confirm(*, batch: ImportBatch, by: User) -> None:
    """Have the upload written as the preview says, with the rights of who confirms.

    Raises:
        BatchRefusedError: the batch no longer waits to be confirmed.
    """
    held = _waiting(batch)
    held.state, held.made_by, held.moved_at = BatchState.WRITING, by, timezone.now()
    held.save(update_fields=["state", "made_by", "moved_at"])
    _enqueue(write_upload, held)


def is_stuck(batch: ImportBatch) -> bool:
    """Whether whatever worked at it seems to have stopped half way."""
    return timezone.now() - batch.moved_at > _PATIENCE


@transaction.atomic
def retry(*, batch: ImportBatch) -> None:
    """Have what stopped half way done again; whatever was written in part has not been kept.

    Raises:
        BatchRefusedError: it is being worked at, or needs no work.
    """
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    work = {
        BatchState.UPLOADED: read_upload, BatchState.READING: read_upload,
        BatchState.WRITING: write_upload,
    }.get(BatchState(held.state))  # fmt: skip
    if work is None or not is_stuck(held):
        raise BatchRefusedError("这次导入正在处理，或者已经处理完。")
    held.moved_at = timezone.now()
    held.save(update_fields=["moved_at"])
    _enqueue(work, held)


def read(batch: ImportBatch) -> None:
    """Read the file and keep what would become of each row; nothing of it is written."""
    _set(batch, state=BatchState.READING, message="")
    reading = _run(batch, is_trial=True)
    if reading is None:
        return
    report = reading.report
    headings = report.get("headings", "")
    known = ColumnChoice.objects.filter(place=batch.division, headings=headings).first()
    if headings and known and not batch.options["columns"] and known.columns:
        batch.options["columns"] = known.columns
        _set(batch, options=batch.options)
        read(batch)
        return
    _set(batch, state=BatchState.PREVIEW, report=report, message="")


def write(batch: ImportBatch) -> None:
    """Write what can be written, and keep what became of each row."""
    reading = _run(batch, is_trial=False)
    if reading is None:
        return
    batch.refresh_from_db(fields=["state", "change_set"])
    state = BatchState.DONE if batch.state == BatchState.WRITING else batch.state
    if batch.proposals.filter(state=ProposalState.OPEN).exists():
        state = BatchState.DRAFT
    until = timezone.now() + datetime.timedelta(days=settings.IMPORT_UNDO_DAYS)
    _set(batch, state=state, report=reading.report, undo_until=until, message="")


def _run(batch: ImportBatch, *, is_trial: bool) -> Reading | None:
    """Import, in earnest or not; a refusal becomes the batch's message."""
    run = Run(batch, path_of(batch), is_trial, _progress(batch))
    try:
        reading = RUNS[batch.kind](run)
    except (RosterRefusedError, PhotosRefusedError) as error:
        _set(batch, state=BatchState.FAILED, message=str(error))
        return None
    except Exception:
        logger.exception("upload failed", extra={"event": "upload_failed", "batch": batch.pk})
        _set(batch, state=BatchState.FAILED, message=_UNEXPECTED)
        return None
    if reading.refusal and not is_trial:
        _set(batch, state=BatchState.PREVIEW, message=reading.refusal, report=reading.report)
        return None
    return reading


def _progress(batch: ImportBatch) -> Callable[[str], None]:
    return lambda text: _set(batch, message=text)


def _set(batch: ImportBatch, **values: object) -> None:
    for name, value in values.items():
        setattr(batch, name, value)
    ImportBatch.objects.filter(pk=batch.pk).update(**values, moved_at=timezone.now())


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
    """Read an upload in the background."""
    read(ImportBatch.objects.select_related("division", "made_by", "change_set").get(pk=pk))


@task()
def write_upload(pk: int) -> None:
    """Write an upload in the background."""
    write(ImportBatch.objects.select_related("division", "made_by", "change_set").get(pk=pk))
