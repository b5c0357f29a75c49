"""What an import leaves behind, and when it goes (保存期限).

The uploaded file goes when the import can no longer be taken back, and with it what was read in
its rows: telephones, births and the like. An import that nobody confirmed goes altogether. Rows
to mend are made anew whenever they are asked for; no copy of them is kept.
"""

import datetime
import uuid
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from editing.changes import silence

from .enums import BatchKind, BatchState
from .importers.photo_store import remove_replaced
from .models import ImportBatch

#: states of an import that has written nothing
_UNWRITTEN = (
    BatchState.UPLOADED, BatchState.READING, BatchState.PREVIEW, BatchState.WRITING,
    BatchState.FAILED,
)  # fmt: skip
#: an upload is kept before its batch is; a file without one is stray a day later
_STRAY_AFTER = datetime.timedelta(days=1)
_AT_ONCE = 100


def purge_uploads(now: datetime.datetime) -> int:
    """Delete what was kept of imports that can no longer be taken back; return how many files.

    That is the uploads, and the pictures that photographs have replaced.
    """
    over, count = _over(now).select_related("change_set").defer("report"), 0
    for batch in over:
        if batch.options.get("is_purged"):
            continue
        count += _delete_files(str(batch.uuid))
        if batch.kind == BatchKind.PHOTOS and batch.change_set:
            count += remove_replaced(batch.change_set)
        ImportBatch.objects.filter(pk=batch.pk).update(options=batch.options | {"is_purged": True})
    return count


def purge_abandoned_imports(now: datetime.datetime) -> int:
    """Delete the imports that were read but not confirmed in time; return how many."""
    stale = _over(now).filter(state__in=_UNWRITTEN, change_set=None)
    count = stale.count()
    with silence():  # a note of it would keep what is to be forgotten
        stale.delete()
    return count


def purge_row_reports(now: datetime.datetime) -> int:
    """Forget what stood in the rows of imports that can no longer be taken back.

    The counts and the file's name stay. Returns how many imports are concerned.
    """
    over, count = _over(now).filter(report__rows__0__isnull=False), 0
    while batches := list(over.only("pk", "report")[:_AT_ONCE]):
        for batch in batches:
            summary = batch.report.get("summary", {}) | {"missing": []}
            report = batch.report | {"rows": [], "summary": summary}
            ImportBatch.objects.filter(pk=batch.pk).update(report=report)
        count += len(batches)
    return count


def purge_stray_files(now: datetime.datetime) -> int:
    """Delete uploaded files that belong to no import any more; return how many."""
    folder, count = Path(settings.IMPORT_ROOT), 0
    files = [path for path in folder.glob("*") if path.is_file() and _is_older(path, now)]
    keys = {key for path in files if (key := _key_of(path))}
    known = set(ImportBatch.objects.filter(uuid__in=keys).values_list("uuid", flat=True))
    for path in files:
        if (key := _key_of(path)) and key not in known:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _over(now: datetime.datetime) -> QuerySet[ImportBatch]:
    """Return the imports whose time for taking back is over."""
    return ImportBatch.objects.filter(undo_until__lt=now).order_by("pk")


def _delete_files(key: str) -> int:
    """Delete what was uploaded under ``key``, whatever kind of file it is; return how many."""
    files = [path for path in Path(settings.IMPORT_ROOT).glob(f"{key}*") if path.is_file()]
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def _is_older(path: Path, now: datetime.datetime) -> bool:
    return now.timestamp() - path.stat().st_mtime > _STRAY_AFTER.total_seconds()


def _key_of(path: Path) -> uuid.UUID | None:
    """Return the key in the file's name; None for what is none of ours."""
    try:
        return uuid.UUID(path.name.split(".")[0])
    except ValueError:
        return None
