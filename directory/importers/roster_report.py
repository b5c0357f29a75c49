"""The report of a roster import (导入报告): one JSON document, written row by row.

It holds people's data: the file is for its owner alone (mode 0600), and whatever looks like an
identity number is masked once more.
"""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from core.identity_numbers import mask_identity_numbers

from .roster_load import RosterResult
from .roster_rows import Issue, Kind, Outcome
from .unit_load import UnitResult


class ReportedRow(Protocol):
    """A row of an import, whatever it is about."""

    row: int
    kind: str
    outcome: Outcome
    issues: list[Issue]


class ImportResult(Protocol):
    """What became of an import: its rows, and how many records were made, changed or not."""

    created: int
    updated: int
    unchanged: int

    @property
    def rows(self) -> Sequence[ReportedRow]: ...

    @property
    def missing(self) -> Sequence[Mapping[str, object]]: ...


def write_report(path: Path, result: ImportResult, subject: str = "person") -> None:
    """Write the report to ``path``, in place of a file that stands there.

    ``subject`` is what the rows are about: the attribute and the key it is reported under.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(_parts(result, subject))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def summary(result: ImportResult) -> dict[str, Any]:
    """Return the counts, and who is missing."""
    return {
        "rows_by_outcome": dict(Counter(row.outcome.value for row in result.rows)),
        "issue_counts": dict(Counter(i.code for row in result.rows for i in row.issues)),
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "missing": result.missing,
    }


def document(result: RosterResult) -> dict[str, Any]:
    """Return what the admin shows of an import: the report, and how the file was read.

    ``headings`` is the fingerprint of the row of headings; ``changes`` of a row are old and new.
    """
    headings = [column.heading for column in result.columns]
    said = {
        "summary": summary(result),
        "notices": result.notices,
        "sheet": result.sheet,
        "header_rows": result.header_rows,
        "headings": hashlib.sha256(_json(headings).encode()).hexdigest(),
        "columns": [[each.letter, each.heading, each.field] for each in result.columns],
        "rows": [
            _row(row, "person")
            | {
                "changes": [list(change) for change in row.changes],
                "choices": [list(choice) for choice in row.choices],
                "is_proposal": row.is_proposal,
            }
            for row in result.rows
            if row.kind == Kind.DATA or row.issues
        ],
    }
    return json.loads(mask_identity_numbers(_json(said)))


def unit_document(result: UnitResult) -> dict[str, Any]:
    """Return what the admin shows of an import of electoral units."""
    said = {
        "summary": summary(result),
        "notices": result.notices,
        "rows": [_row(row, "unit") for row in result.rows if row.unit or row.issues],
    }
    return json.loads(mask_identity_numbers(_json(said)))


def _parts(result: ImportResult, subject: str) -> Iterator[str]:
    """Yield the document in pieces, so that a long roster need not stand in memory twice."""
    yield '{"summary": '
    yield _json(summary(result))
    yield ',\n"rows": ['
    for number, row in enumerate(result.rows):
        yield ",\n" if number else "\n"
        yield mask_identity_numbers(_json(_row(row, subject)))
    yield "\n]}\n"


def _row(row: ReportedRow, subject: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "row": row.row,
        "kind": row.kind,
        "outcome": row.outcome.value,
        "issues": [_issue(issue) for issue in row.issues],
    }
    if (about := getattr(row, subject)) is not None:
        document[subject] = about.as_report()
    return document


def _issue(issue: Issue) -> dict[str, Any]:
    document = {
        "column": issue.column,
        "code": issue.code,
        "severity": issue.severity,
        "detail": issue.detail,
    }
    return document if issue.of is None else document | {"of": issue.of}


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
