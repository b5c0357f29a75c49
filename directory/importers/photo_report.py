"""The report of a photo import (导入报告): one JSON document, for its owner alone (mode 0600)."""

import json
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from core.identity_numbers import mask_identity_numbers

from .photo_rows import PhotoOutcome, PhotoResult, PhotoRow


def write_photo_report(path: Path, result: PhotoResult) -> None:
    """Write the report to ``path``, in place of a file that stands there."""
    document = {"summary": photo_summary(result), "files": [_row(row) for row in result.rows]}
    text = mask_identity_numbers(json.dumps(document, ensure_ascii=False, indent=1))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def photo_summary(result: PhotoResult) -> dict[str, Any]:
    """Return the counts by outcome, those of no file too."""
    counts = Counter(row.outcome for row in result.rows)
    return {"total": len(result.rows)} | {each.value: counts[each] for each in PhotoOutcome}


def photo_document(result: PhotoResult) -> dict[str, Any]:
    """Return what the admin shows of an import; ``row`` counts the files in the archive from 1."""
    said = {
        "summary": {"rows_by_outcome": dict(Counter(row.outcome.value for row in result.rows))},
        "notices": result.notices,
        "rows": [
            {"row": number, **_row(row), "candidates": [list(each) for each in row.candidates]}
            for number, row in enumerate(result.rows, 1)
        ],
    }
    return json.loads(mask_identity_numbers(json.dumps(said, ensure_ascii=False)))


def _row(row: PhotoRow) -> dict[str, str]:
    return {
        "member": row.member,
        "outcome": row.outcome.value,
        "person": row.person,
        "deputy": row.deputy,
        "reason": row.reason,
    }
