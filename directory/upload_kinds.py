"""What each kind of upload is (花名册、选区表、照片): how its file is read and what is reported.

One of these runs for the preview and again, in earnest, when the office has confirmed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from core.levels import CongressLevel

from .enums import BatchKind
from .importers.photo_load import PhotoOrder, import_photos
from .importers.photo_report import photo_document
from .importers.roster_load import RosterOrder, import_roster
from .importers.roster_report import document, unit_document
from .importers.unit_load import UnitOrder, import_units
from .models import ImportBatch


class Reading(NamedTuple):
    """What became of an upload: the report that its page shows, and why nothing was written."""

    report: dict[str, Any]
    refusal: str = ""


class Run(NamedTuple):
    """One run of an import: the upload, its file, whether it only tries, whom it tells."""

    batch: ImportBatch
    path: Path
    is_trial: bool
    progress: Callable[[str], None]


def run_roster(run: Run) -> Reading:
    """Import a roster as the office has decided so far."""
    batch, options = run.batch, run.batch.options
    order = RosterOrder(
        path=run.path, place=batch.division, level=CongressLevel(options["level"]),
        term=options["term"], user=batch.made_by,
        answers={int(row): word for row, word in options.get("answers", {}).items()},
        chosen=options.get("columns", {}), is_trial=run.is_trial, batch=batch, title=batch.title,
    )  # fmt: skip
    result = import_roster(order, run.progress)
    return Reading(document(result), result.refusal)


def run_units(run: Run) -> Reading:
    """Import a table of electoral units."""
    batch, options = run.batch, run.batch.options
    order = UnitOrder(
        path=run.path, place=batch.division, level=CongressLevel(options["level"]),
        term=options["term"], user=batch.made_by, is_trial=run.is_trial, batch=batch,
        title=batch.title,
    )  # fmt: skip
    result = import_units(order, run.progress)
    return Reading(unit_document(result), result.refusal)


def run_photos(run: Run) -> Reading:
    """Import photographs as the office has decided so far.

    Answers are kept by the number of the file; the report before says which file that is.
    """
    batch = run.batch
    names = {str(row["row"]): row["member"] for row in batch.report.get("rows", [])}
    answers = {
        names[row]: word for row, word in batch.options.get("answers", {}).items() if row in names
    }
    order = PhotoOrder(
        path=run.path, place=batch.division, user=batch.made_by, answers=answers,
        is_trial=run.is_trial, batch=batch, title=batch.title,
    )  # fmt: skip
    return Reading(photo_document(import_photos(order, run.progress)))


#: ``{kind: how it is run}``
RUNS: dict[str, Callable[[Run], Reading]] = {
    BatchKind.ROSTER: run_roster, BatchKind.UNITS: run_units, BatchKind.PHOTOS: run_photos,
}  # fmt: skip
