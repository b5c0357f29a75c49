"""The report of a Popolo import (导入报告): one JSON document, written record by record.

It holds people's data and the addresses of pictures that were not fetched: the file is for its
owner alone (mode 0600), and whatever looks like an identity number is masked once more.
"""

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.identity_numbers import mask_identity_numbers

from .issues import Issue, Kind, Outcome, Record
from .loading import PopoloResult

#: what the lists of the report are called, as in the file
SECTIONS = {
    Kind.PERSON: "persons", Kind.MEMBERSHIP: "memberships", Kind.ORGANIZATION: "organizations",
    Kind.AREA: "areas", Kind.EVENT: "events", Kind.POST: "posts",
}  # fmt: skip


def summary(results: list[PopoloResult]) -> dict[str, Any]:
    """Return the counts over all files.

    ``counts`` are records that stand in the database now or would; ``deputies`` are the people
    that the persons are.
    """
    counts = dict.fromkeys(SECTIONS.values(), 0)
    outcomes: dict[str, Counter] = {section: Counter() for section in SECTIONS.values()}
    people: Counter = Counter()
    issues: Counter = Counter()
    for result in results:
        people += result.people
        for kind, section in SECTIONS.items():
            found = result.counts(kind)
            outcomes[section] += found
            counts[section] += sum(
                found[each] for each in (Outcome.IMPORT, Outcome.UPDATE, Outcome.UNCHANGED)
            )
            issues += Counter(i.problem for r in result.records[kind] for i in r.issues)
    kept = sum(people.values()) - people[Outcome.REVIEW]
    return {
        "counts": {"deputies": kept, **counts},
        "people_by_outcome": _plain(people),
        "rows_by_outcome": {section: _plain(found) for section, found in outcomes.items()},
        "issue_counts": _plain(issues),
        "created": people[Outcome.IMPORT],
        "updated": people[Outcome.UPDATE],
        "unchanged": people[Outcome.UNCHANGED],
        "left_out": sum(len(result.left_out) for result in results),
    }


def write_report(path: Path, results: list[PopoloResult], refused: dict[Path, str]) -> None:
    """Write the report to ``path``, in place of a file that stands there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(_parts(results, refused))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def _parts(results: list[PopoloResult], refused: dict[Path, str]) -> Iterator[str]:
    """Yield the document in pieces, so that a long file need not stand in memory twice."""
    yield '{"summary": '
    yield _json(summary(results))
    yield ',\n"refused": '
    yield _json([{"file": path.name, "detail": text} for path, text in refused.items()])
    yield ',\n"files": ['
    for number, result in enumerate(results):
        yield ",\n" if number else "\n"
        head = {"file": result.path.name, "source": result.source, "summary": summary([result])}
        yield mask_identity_numbers(_json(head))[:-1] + ', "rows": ['
        rows = (record for kind in SECTIONS for record in result.records[kind])
        for position, record in enumerate(rows):
            yield ",\n" if position else "\n"
            yield mask_identity_numbers(_json(_row(record)))
        yield "\n]}"
    yield "\n]}\n"


def _row(record: Record) -> dict[str, Any]:
    row: dict[str, Any] = {
        "place": record.place,
        "kind": record.kind.value,
        "id": record.reference,
        "outcome": record.outcome.value,
        "issues": [_issue(issue) for issue in record.issues],
    }
    if record.kind == Kind.PERSON and record.people > 1:
        row["people"] = record.people
    return row | record.kept


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "column": issue.column,
        "code": issue.problem.value,
        "severity": issue.problem.severity.value,
        "detail": issue.detail,
    }


def _plain(counter: Counter) -> dict[str, int]:
    return {str(key): count for key, count in counter.items()}


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
